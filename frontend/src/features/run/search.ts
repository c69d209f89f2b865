export const TABS = ["live", "results", "logs", "config", "files", "notes"] as const;
export type Tab = (typeof TABS)[number];

/** What the address of a run says: the open tab and the chosen cell of the decision board. */
export type RunSearch = { tab?: Tab | undefined; task?: string | undefined; epoch?: number | undefined };

/** Reads an address. A task without an epoch, or the reverse, chooses nothing. */
export function runSearch(search: Record<string, unknown>): RunSearch {
  const tab = TABS.find((known) => known === search.tab);
  const epoch = Number(search.epoch);
  const cell = search.task != null && Number.isInteger(epoch) && epoch > 0;
  return {
    ...(tab && tab !== "live" ? { tab } : {}),
    ...(cell ? { task: String(search.task), epoch } : {}),
  };
}
