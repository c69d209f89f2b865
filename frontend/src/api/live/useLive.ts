import { useEffect, useSyncExternalStore } from "react";
import { type LiveSnapshot, LiveStream } from "@/api/live/stream";

/** The connection of this tab. */
export const live = new LiveStream();

/** A part of the live state. `select` must give the same reference while nothing changed, as a map's `get` does. */
export function useLive<T>(select: (snapshot: LiveSnapshot) => T): T {
  return useSyncExternalStore(live.subscribe, () => select(live.snapshot()));
}

/** Follow a run, its epochs and its logs, while the component is on the page; null follows none. */
export function useWatchedRun(run: number | null): void {
  useEffect(() => (run === null ? undefined : live.watch(run)), [run]);
}
