import type { Schemas } from "@/api/client";

type Summary = Schemas["RunSummary"];

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
