import { Progress } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/useLive";
import { count, percent } from "@/shared/format";
import { STATUS_COLOR } from "@/shared/status";
import { ago, moment } from "@/shared/time";
import { useNow } from "@/shared/useNow";
import classes from "./Experiment.module.css";
import { type Counts, colourOf, epochsOf, isUnderWay, leftText } from "./state";

type Props = {
  runs: Schemas["RunSummary"][];
  counts: Counts;
  secondsLeft: number | null;
  /** When the server said how long it would take. */
  saidAt: number;
};

/** How much of all epochs is done, and how long the rest will take. */
export function ExperimentProgress({ runs, counts, secondsLeft, saidAt }: Props) {
  const progress = useLive((snapshot) => snapshot.progress);
  const { done, total, share } = epochsOf(runs, progress);
  const underWay = isUnderWay(counts);
  return (
    <div className={classes.progress}>
      <Progress
        size={8}
        value={100 * share}
        color={STATUS_COLOR[colourOf(counts)]}
        aria-label={`${count(done)} of ${count(total)} epochs of all runs`}
      />
      <div className={classes.words}>
        <span>
          <b>{percent(share, 0)} %</b> · {count(done)} of {count(total)} epochs
        </span>
        {underWay ? <Left seconds={secondsLeft} saidAt={saidAt} /> : <Finished runs={runs} />}
      </div>
    </div>
  );
}

function Left({ seconds, saidAt }: { seconds: number | null; saidAt: number }) {
  const now = useNow(1_000);
  return <span>{leftText(seconds, saidAt, now)}</span>;
}

function Finished({ runs }: { runs: Schemas["RunSummary"][] }) {
  const now = useNow(30_000);
  const last = runs.reduce(
    (latest, { finished_at }) => (finished_at && finished_at > latest ? finished_at : latest),
    "",
  );
  return last ? <span title={moment(last)}>ended {ago(last, now)}</span> : null;
}
