export const TABS = ["live", "results", "method", "logs", "config", "files", "notes"] as const;
export type Tab = (typeof TABS)[number];

/**
 * What the address of a run says: the open tab, the chosen cell of the decision board, and what the tab Method shows: the
 * epoch `at`, and the tasks `pair` and `with`.
 */
export type RunSearch = {
  tab?: Tab | undefined;
  task?: string | undefined;
  epoch?: number | undefined;
  at?: number | undefined;
  pair?: string | undefined;
  with?: string | undefined;
};

/** Reads an address. A task without an epoch, or the reverse, chooses nothing. */
export function runSearch(search: Record<string, unknown>): RunSearch {
  const tab = TABS.find((known) => known === search.tab);
  const epoch = epochOf(search.epoch);
  const at = epochOf(search.at);
  const { pair, with: other } = search;
  return {
    ...(tab && tab !== "live" ? { tab } : {}),
    ...(search.task != null && epoch ? { task: String(search.task), epoch } : {}),
    ...(at ? { at } : {}),
    ...(pair != null && other != null ? { pair: String(pair), with: String(other) } : {}),
  };
}

function epochOf(value: unknown): number | null {
  const epoch = Number(value);
  return Number.isInteger(epoch) && epoch > 0 ? epoch : null;
}
