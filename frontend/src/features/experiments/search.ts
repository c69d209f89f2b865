import { STATUSES, type Status } from "@/api/runs";

/** What the address of the list of experiments says. */
export type ExperimentsSearch = { q?: string | undefined };

export function experimentsSearch({ q }: Record<string, unknown>): ExperimentsSearch {
  return q == null || q === "" ? {} : { q: String(q) };
}

/** What the address of an experiment says beside its name: which of its runs are shown. */
export type ExperimentSearch = { status?: Status | undefined };

export function experimentSearch(search: Record<string, unknown>): ExperimentSearch {
  const status = STATUSES.find((known) => known === search.status);
  return status ? { status } : {};
}
