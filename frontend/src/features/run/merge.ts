import type { Schemas } from "@/api/client";

type Run = Schemas["RunOut"];
type Summary = Schemas["RunSummary"];

/** A fetched run with what the stream knows better. */
export function withSummary(run: Run, live: Summary | undefined): Run {
  return live && live.revision > run.revision ? { ...run, ...live } : run;
}

/**
 * Whether the parts of a run that a summary lacks (plan, test, notes, whether it can resume) are old.
 *
 * An epoch alone changes none of them, so a run that trains is not fetched again each epoch.
 */
export function isOutdated(run: Run, live: Summary | undefined): boolean {
  if (!live || live.revision <= run.revision) return false;
  return live.status !== run.status || live.attempt !== run.attempt || run.plan === null;
}
