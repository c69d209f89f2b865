import { type Shown, STATUSES, type Status, shownOf } from "@/api/runs";

/** The search box of the list, for the shortcut `/`. */
export const SEARCH_BOX = "search-runs";

/** What the address of the list of runs says. */
export type RunsSearch = {
  /** In the query language. */
  q?: string | undefined;
  status?: Status | undefined;
  sort?: string | undefined;
  group?: boolean | undefined;
  archived?: Shown | undefined;
  /** Number of the saved view from which the rest came. */
  view?: number | undefined;
};

/** Reads an address; what is not understood is left out rather than shown as an error. */
export function runsSearch(search: Record<string, unknown>): RunsSearch {
  const status = STATUSES.find((known) => known === search.status);
  const archived = shownOf(search.archived);
  const view = Number(search.view);
  return {
    ...(search.q == null || search.q === "" ? {} : { q: String(search.q) }),
    ...(status ? { status } : {}),
    ...(typeof search.sort === "string" ? { sort: search.sort } : {}),
    ...(search.group === true ? { group: true } : {}),
    ...(archived ? { archived } : {}),
    ...(Number.isInteger(view) && view > 0 ? { view } : {}),
  };
}
