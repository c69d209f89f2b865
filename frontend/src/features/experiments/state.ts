/** What the page of an experiment says of all its runs together, from the newest that is known of each. */
import type { Schemas } from "@/api/client";
import { STATUSES, type Status } from "@/api/runs";
import { duration } from "@/shared/format";
import { epochsInAll, fractionDone } from "@/shared/progress";

type Run = Schemas["RunSummary"];
type Progress = ReadonlyMap<number, Schemas["ProgressOut"]>;

export type Counts = Record<Status, number>;

export function countsOf(runs: readonly Run[]): Counts {
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Counts;
  for (const { status } of runs) counts[status] += 1;
  return counts;
}

/** "10 succeeded · 1 running · 7 queued", without what there is none of. */
export function countsText(counts: Partial<Counts>): string {
  return STATUSES.filter((status) => counts[status])
    .map((status) => `${counts[status]} ${status}`)
    .join(" · ");
}

/** Whether something is at work or still to come. */
export function isUnderWay(counts: Partial<Counts>): boolean {
  return Boolean(counts.queued || counts.running || counts.cancelling);
}

/** The status whose colour the bar takes: at work; else failed or stopped, where any run is; else all well. */
export function colourOf(counts: Partial<Counts>): Status {
  if (isUnderWay(counts)) return "running";
  if (counts.failed) return "failed";
  return counts.cancelled ? "cancelled" : "succeeded";
}

/** Epochs of all runs: how many are done, how many there are, and the share, with the batches at work. */
export function epochsOf(runs: readonly Run[], progress: Progress) {
  const total = runs.reduce((sum, run) => sum + epochsInAll(run), 0);
  const share = runs.reduce((sum, run) => sum + epochsInAll(run) * trained(run, progress), 0);
  return {
    done: runs.reduce((sum, run) => sum + run.epochs_done, 0),
    total,
    share: total === 0 ? 0 : share / total,
  };
}

/** Reading images is work, but no epoch of it is done. */
function trained(run: Run, progress: Progress): number {
  const at = progress.get(run.id);
  return fractionDone(run, at?.phase === "decoding" ? undefined : at);
}

/** "about 4 min left", counted down since the server said so. */
export function leftText(seconds: number | null, saidAt: number, now: number): string {
  if (seconds === null) return "time left not known yet";
  const left = seconds - Math.max(0, now - saidAt) / 1000;
  return left < 1 ? "nearly done" : `about ${duration(left)} left`;
}

type Settings = Schemas["ExperimentOut"]["settings"];

/** The settings in which the runs differ, in the order in which they first occur. */
export function variedFields(settings: Settings): string[] {
  return [...new Set(Object.values(settings).flatMap((own) => Object.keys(own)))];
}
