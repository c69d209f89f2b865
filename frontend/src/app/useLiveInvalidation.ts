import { useThrottledCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { isGone, type LiveState } from "@/api/live/state";
import { useLive } from "@/api/live/useLive";

type Runs = LiveState["runs"];

/** Whether runs came, went or changed their status between two states: what a list or a count depends on. */
export function membershipChanged(before: Runs, after: Runs): boolean {
  if (before === after) return false;
  const word = (runs: Runs, id: number) => {
    const run = runs.get(id);
    return run && !isGone(run) ? run.status : run && "gone";
  };
  return [...after.keys()].some((id) => word(before, id) !== word(after, id));
}

/** Ask again for lists and counts when a live event makes them old, and for everything when a lost server is back. */
export function useLiveInvalidation(): void {
  const queries = useQueryClient();
  const runs = useLive((snapshot) => snapshot.runs);
  const connection = useLive((snapshot) => snapshot.connection);
  const seen = useRef(runs);
  const wasDown = useRef(false);
  const refresh = useThrottledCallback(() => queries.invalidateQueries({ queryKey: ["runs"] }), 300);

  useEffect(() => {
    if (membershipChanged(seen.current, runs)) refresh();
    seen.current = runs;
  }, [runs, refresh]);

  useEffect(() => {
    if (connection === "open" && wasDown.current) queries.invalidateQueries();
    wasDown.current = connection === "down";
  }, [connection, queries]);
}
