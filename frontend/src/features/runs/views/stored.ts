import type { View, ViewSearch } from "@/api/finding";
import { type RunsSearch, runsSearch } from "@/features/runs/search";

/** What a view keeps of an address. */
export function toStored({ view: _, ...search }: RunsSearch): ViewSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** The whole address of a view; what it leaves open is what the list does by itself. */
export function toSearch({ id, search }: View): RunsSearch {
  return { ...runsSearch(search as Record<string, unknown>), view: id };
}

/** Whether the address still says what the view does. */
export function isUnchanged(search: RunsSearch, view: View): boolean {
  const known = toSearch(view);
  return (["q", "status", "sort", "group", "archived"] as const).every((key) => search[key] === known[key]);
}
