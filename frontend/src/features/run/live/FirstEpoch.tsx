import { Progress } from "@mantine/core";
import { useLive } from "@/api/live/useLive";
import type { Run } from "@/charts/records";
import { fractionDone, phaseText } from "@/shared/progress";
import classes from "./LiveTab.module.css";

/** How far a run at work is with what comes before its first figures; nothing for one that is not at work. */
export function FirstEpoch({ run }: { run: Run }) {
  const progress = useLive((snapshot) => snapshot.progress.get(run.id));
  if (run.status !== "running") return null;
  const words = progress ? sentence(phaseText(progress)) : "Starting";
  return (
    <div className={classes.first}>
      <Progress
        size={5}
        value={100 * fractionDone({ ...run, epochs_total: 1 }, progress)}
        aria-label={words}
      />
      <span>{words}</span>
    </div>
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
