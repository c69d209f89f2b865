import { memo } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/runs/TimesCell.module.css";
import { ago, moment, runTime } from "@/shared/time";
import { useNow } from "@/shared/useNow";

/** When it started and how long it took; of a queued run, when it came. */
export const TimesCell = memo(function TimesCell({ run }: { run: Schemas["RunSummary"] }) {
  const now = useNow(run.finished_at === null ? 1_000 : 30_000);
  const waits = run.status === "queued";
  const since = waits ? run.created_at : (run.started_at ?? run.created_at);
  return (
    <div className={classes.times}>
      <time dateTime={since} title={moment(since)}>
        {run.started_at === null || waits ? "submitted " : ""}
        {ago(since, now)}
      </time>
      {run.started_at === null || waits ? null : <div className={classes.took}>{runTime(run, now)}</div>}
    </div>
  );
});
