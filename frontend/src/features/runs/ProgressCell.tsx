import { Progress } from "@mantine/core";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/useLive";
import classes from "@/features/runs/ProgressCell.module.css";
import { fractionDone, paceTexts, phaseText } from "@/shared/progress";
import { STATUS_COLOR } from "@/shared/status";

/** Epoch k of N as a bar and in words; while training also the batch and the time left. */
export const ProgressCell = memo(function ProgressCell({ run }: { run: Schemas["RunSummary"] }) {
  const progress = useLive((snapshot) => snapshot.progress.get(run.id));
  const shown = 100 * fractionDone(run, progress);
  return (
    <div className={classes.cell}>
      <Progress
        size={5}
        value={shown}
        color={STATUS_COLOR[run.status]}
        aria-label={`${run.epochs_done} of ${run.epochs_total} epochs`}
      />
      <div className={classes.words}>
        <span>
          <b>{run.epochs_done}</b> / {run.epochs_total}
        </span>
        {progress ? <span>{paceTexts(progress).at(-1) ?? phaseText(progress)}</span> : null}
      </div>
    </div>
  );
});
