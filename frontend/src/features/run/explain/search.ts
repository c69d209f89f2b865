import { type RunSearch, runSearch } from "@/features/run/search";

/** What the address of an explanation says: which decision it puts into the formulas. */
export type ExplainSearch = Pick<RunSearch, "task" | "epoch">;

export function explainSearch(search: Record<string, unknown>): ExplainSearch {
  const { task, epoch } = runSearch(search);
  return task === undefined ? {} : { task, epoch };
}
