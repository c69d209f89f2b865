import { IconAlertTriangleFilled } from "@tabler/icons-react";
import classes from "@/shared/VerdictMark.module.css";
import { type Verdict, verdictText, verdictWords } from "@/shared/verdict";

/**
 * Says that a task is answered no better than by its commonest class: a sign, words and colour. Nothing for a task that
 * is.
 */
export function VerdictMark({ verdict }: { verdict: Verdict | null }) {
  if (verdict?.kind !== "majority") return null;
  return (
    <span className={classes.mark} title={verdictText(verdict) ?? undefined}>
      <IconAlertTriangleFilled size={12} aria-hidden />
      <span>{verdictWords(verdict)}</span>
    </span>
  );
}
