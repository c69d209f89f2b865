import type { ExperimentFilter } from "@/api/experiments";
import { STATUSES, type Status, shownOf } from "@/api/runs";

/** What the address of the list of experiments says. */
export type ExperimentsSearch = ExperimentFilter;

export function experimentsSearch(search: Record<string, unknown>): ExperimentsSearch {
  const archived = shownOf(search.archived);
  return {
    ...(search.q == null || search.q === "" ? {} : { q: String(search.q) }),
    ...(archived ? { archived } : {}),
  };
}

/** What the address of an experiment says beside its name: which of its runs are shown. */
export type ExperimentSearch = { status?: Status | undefined };

export function experimentSearch(search: Record<string, unknown>): ExperimentSearch {
  const status = STATUSES.find((known) => known === search.status);
  return status ? { status } : {};
}
