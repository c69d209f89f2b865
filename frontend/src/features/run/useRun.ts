import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { isGone } from "@/api/live/state";
import { useLive, useWatchedRun } from "@/api/live/useLive";
import { runQuery } from "@/api/runs";
import { isOutdated, withSummary } from "@/features/run/merge";

/** A run, always current: fetched once, then followed, and fetched again when more changed than the stream tells. */
export function useRun(id: number) {
  const live = useLive((snapshot) => snapshot.runs.get(id));
  const gone = live !== undefined && isGone(live);
  // A deleted run is not asked for again while its page is still there.
  const query = useQuery({ ...runQuery(id), enabled: !gone });
  const { data: fetched, dataUpdatedAt, refetch } = query;
  const summary = live && !isGone(live) ? live : undefined;
  const outdated = fetched !== undefined && isOutdated(fetched, summary);

  useWatchedRun(fetched === undefined ? null : id);
  // An answer can be old on arrival, when the run moved on meanwhile: each one is looked at anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer is what another look is for
  useEffect(() => {
    if (outdated) refetch();
  }, [outdated, dataUpdatedAt, refetch]);

  return { run: fetched && withSummary(fetched, summary), gone, query };
}
