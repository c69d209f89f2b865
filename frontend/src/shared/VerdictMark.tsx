import { IconAlertTriangleFilled, IconInfoCircleFilled } from "@tabler/icons-react";
import classes from "@/shared/VerdictMark.module.css";
import { type Verdict, verdictText, verdictWords } from "@/shared/verdict";

/**
 * Says that a task's accuracy is no better than that of its commonest class, and whether its classes are told apart all
 * the same: a sign, words and colour for each. Nothing for a task that is better.
 */
export function VerdictMark({ verdict }: { verdict: Verdict | null }) {
  if (verdict === null || verdict.kind === "better") return null;
  const Sign = verdict.kind === "majority" ? IconAlertTriangleFilled : IconInfoCircleFilled;
  return (
    <span className={classes.mark} data-kind={verdict.kind} title={verdictText(verdict) ?? undefined}>
      <Sign size={12} aria-hidden />
      <span>{verdictWords(verdict)}</span>
    </span>
  );
}
