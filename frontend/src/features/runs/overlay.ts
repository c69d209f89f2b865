import type { Schemas } from "@/api/client";
import { isGone, type LiveState } from "@/api/live/state";

type Summary = Schemas["RunSummary"];

/** Rows of the list with what the stream knows better: newer revisions replace, deleted runs leave. */
export function withLive(rows: readonly Summary[], live: LiveState["runs"]): Summary[] {
  return rows.flatMap((row) => {
    const known = live.get(row.id);
    if (!known) return [row];
    if (isGone(known)) return [];
    return [known.revision > row.revision ? known : row];
  });
}

export type Group = { experiment: string | null; runs: Summary[] };

/** Runs by experiment, in the order in which each experiment first occurs. */
export function byExperiment(runs: readonly Summary[]): Group[] {
  const groups = new Map<string | null, Group>();
  for (const run of runs) {
    const group = groups.get(run.experiment) ?? { experiment: run.experiment, runs: [] };
    group.runs.push(run);
    groups.set(run.experiment, group);
  }
  return [...groups.values()];
}
