import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiError } from "@/api/client";
import { withLive } from "@/api/live/overlay";
import { useLive } from "@/api/live/useLive";
import { runsQuery } from "@/api/runs";
import type { RunsSearch } from "@/features/runs/search";

/** Newest first; in groups, named experiments before the rest. */
export function sortOf({ sort, group }: RunsSearch): string {
  return sort ?? (group ? "-experiment" : "-created_at");
}

/** The runs that the address asks for: pages from the server under what the stream says since. */
export function useRuns(search: RunsSearch) {
  const { q, status, archived } = search;
  const query = useInfiniteQuery(runsQuery({ q, status, archived, sort: sortOf(search) }));
  const live = useLive((snapshot) => snapshot.runs);
  const pages = query.data?.pages;
  const runs = useMemo(() => withLive(pages?.flatMap((page) => page.items) ?? [], live), [pages, live]);
  return {
    runs,
    total: pages?.[0]?.total ?? 0,
    counts: pages?.[0]?.counts,
    problem: mistakeIn(query.error),
    query,
  };
}

/** What the server says about a query that it cannot read, with the column; null for everything else. */
function mistakeIn(error: unknown): string | null {
  if (!(error instanceof ApiError)) return null;
  return error.problem.errors.find(({ field }) => field === "q")?.message ?? null;
}
