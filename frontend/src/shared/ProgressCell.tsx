import { Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/useLive";
import { percent } from "@/shared/format";
import classes from "@/shared/ProgressCell.module.css";
import { fractionDone, paceTexts, phaseText, progressLabel, stoppedEarly } from "@/shared/progress";
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
        aria-label={progressLabel(run, progress)}
      />
      <div className={classes.words}>
        <Words run={run} progress={progress} />
      </div>
    </div>
  );
});

/** Short, so that the column keeps its width. */
function Words({
  run,
  progress,
}: {
  run: Schemas["RunSummary"];
  progress: Schemas["ProgressOut"] | undefined;
}) {
  if (run.status === "queued" && run.waits_for !== null) {
    return (
      <span title="It gets the mean rates of that run, and starts when that has ended">
        waits for{" "}
        <Link to="/runs/$runId" params={{ runId: run.waits_for }} className={classes.awaited}>
          #{run.waits_for}
        </Link>
      </span>
    );
  }
  if (progress?.phase === "decoding") {
    return (
      <>
        <span>reading images</span>
        <span>{percent(fractionDone(run, progress), 0)} %</span>
      </>
    );
  }
  return (
    <>
      <span>
        <b>{run.epochs_done}</b> / {run.epochs_total}
      </span>
      {stoppedEarly(run) ? <span>stopped early</span> : null}
      {progress ? <span>{paceTexts(progress).at(-1) ?? phaseText(progress)}</span> : null}
    </>
  );
}
