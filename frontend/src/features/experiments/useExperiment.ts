import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { experimentQuery } from "@/api/experiments";
import { withLive } from "@/api/live/overlay";
import { useLive } from "@/api/live/useLive";
import { countsOf, isUnderWay } from "./state";

/** How often the time left is asked for while something is at work; all else comes with the stream. */
const ASK_AGAIN_MS = 5_000;

/** An experiment as the server knows it, under what the stream says of its runs since. */
export function useExperiment(name: string) {
  const query = useQuery({
    ...experimentQuery(name),
    refetchInterval: ({ state: { data } }) =>
      data && isUnderWay(countsOf(data.items)) ? ASK_AGAIN_MS : false,
  });
  const live = useLive((snapshot) => snapshot.runs);
  const items = query.data?.items;
  const runs = useMemo(
    () => withLive(items ?? [], live).filter((run) => run.experiment === name),
    [items, live, name],
  );
  return { query, experiment: query.data, runs };
}
