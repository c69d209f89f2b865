import { Progress } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/useLive";
import classes from "@/features/run/header/RunProgress.module.css";
import { fractionDone, paceTexts, phaseText, progressLabel, stoppedEarly } from "@/shared/progress";
import { STATUS_COLOR } from "@/shared/status";
import { ago, moment, runTime } from "@/shared/time";
import { useNow } from "@/shared/useNow";

type Props = { run: Schemas["RunOut"] };

/** How far the run is, as a bar and in words. */
export function RunProgress({ run }: Props) {
  const progress = useLive((snapshot) => snapshot.progress.get(run.id));
  return (
    <div className={classes.progress}>
      <Progress.Root size={4} className={classes.bar}>
        <Progress.Section
          value={100 * fractionDone(run, progress)}
          color={STATUS_COLOR[run.status]}
          aria-label={progressLabel(run, progress)}
        />
      </Progress.Root>
      <div className={classes.words} data-live={progress !== undefined}>
        <Epochs run={run} progress={progress} />
        {progress ? <AtWork progress={progress} /> : <Times run={run} />}
      </div>
    </div>
  );
}

/** Images are read before there is an epoch to count. */
function Epochs({ run, progress }: Props & { progress: Schemas["ProgressOut"] | undefined }) {
  if (progress?.phase === "decoding") return phaseText(progress);
  if (stoppedEarly(run)) {
    return (
      <>
        stopped early at epoch <b>{run.epochs_done}</b> of {run.epochs_total}
      </>
    );
  }
  return (
    <>
      epoch <b>{run.epochs_done}</b> / {run.epochs_total}
    </>
  );
}

function AtWork({ progress }: { progress: Schemas["ProgressOut"] }) {
  const phase = progress.phase === "decoding" ? [] : [phaseText(progress)];
  return [...phase, ...paceTexts(progress)].map((text) => ` · ${text}`).join("");
}

function Times({ run }: Props) {
  const now = useNow(run.finished_at === null ? 1_000 : 30_000);
  if (run.started_at === null || run.status === "queued") return null;
  return (
    <>
      {" "}
      · {run.finished_at ? "took" : "for"} {runTime(run, now)}
      {run.finished_at ? (
        <time dateTime={run.finished_at} title={moment(run.finished_at)}>
          {" "}
          · {ago(run.finished_at, now)}
        </time>
      ) : null}
    </>
  );
}
