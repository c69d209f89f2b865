import type { Schemas } from "@/api/client";

type Summary = Schemas["RunSummary"];
type Gone = Schemas["Gone"];
type Epoch = Schemas["EpochOut"];
type Progress = Schemas["ProgressOut"];
type LogLine = Schemas["LogOut"];
type Counts = Schemas["CountsOut"];

/** One event of `GET /api/live`. */
export type LiveEvent =
  | { kind: "status"; data: Summary | Gone }
  | { kind: "epoch"; data: Epoch }
  | { kind: "progress"; data: Progress }
  | { kind: "log"; data: LogLine }
  | { kind: "counts"; data: Counts };

export const KINDS = ["status", "epoch", "progress", "log", "counts"] as const satisfies LiveEvent["kind"][];

/** Everything the stream has told, by run. Never changed in place, so a changed part is a changed reference. */
export type LiveState = {
  readonly runs: ReadonlyMap<number, Summary | Gone>;
  readonly epochs: ReadonlyMap<number, readonly Epoch[]>;
  readonly progress: ReadonlyMap<number, Progress>;
  readonly logs: ReadonlyMap<number, readonly LogLine[]>;
  /** How many runs are in each status, followed or not; null until it is told. */
  readonly counts: Counts["counts"] | null;
};

export const NOTHING: LiveState = {
  runs: new Map(),
  epochs: new Map(),
  progress: new Map(),
  logs: new Map(),
  counts: null,
};

/** Lines kept per run; a page that showed more would be slower, not more useful. The rest is in the API. */
export const MAX_LOG_LINES = 5_000;

export function isGone(run: Summary | Gone): run is Gone {
  return "deleted" in run;
}

type Draft = {
  runs: Map<number, Summary | Gone>;
  epochs: Map<number, readonly Epoch[]>;
  progress: Map<number, Progress>;
  logs: Map<number, readonly LogLine[]>;
  counts: Counts["counts"] | null;
  /** Lists that this draft made, which it may therefore change. */
  own: Set<readonly unknown[]>;
};

/** The state after `events`. Telling the same event twice changes nothing; order between runs does not matter. */
export function reduce(state: LiveState, events: readonly LiveEvent[]): LiveState {
  const told = new Set(events.map((event) => event.kind));
  // A status touches every part (a run that ends has no progress); the others touch only their own.
  const copy = <Value>(part: ReadonlyMap<number, Value>, kind: LiveEvent["kind"]) =>
    told.has(kind) || told.has("status") ? new Map(part) : (part as Map<number, Value>);
  const draft: Draft = {
    runs: copy(state.runs, "status"),
    epochs: copy(state.epochs, "epoch"),
    progress: copy(state.progress, "progress"),
    logs: copy(state.logs, "log"),
    counts: state.counts,
    own: new Set(),
  };
  for (const event of events) apply(draft, event);
  const { own: _, ...next } = draft;
  return next;
}

/** The state without the epochs, logs and progress of runs that are no longer watched. */
export function keepOnly(state: LiveState, watched: ReadonlySet<number>): LiveState {
  const only = <T>(map: ReadonlyMap<number, T>) => new Map([...map].filter(([id]) => watched.has(id)));
  return {
    runs: state.runs,
    epochs: only(state.epochs),
    progress: only(state.progress),
    logs: only(state.logs),
    counts: state.counts,
  };
}

function apply(draft: Draft, event: LiveEvent): void {
  switch (event.kind) {
    case "status":
      if (isGone(event.data)) forget(draft, event.data);
      else applySummary(draft, event.data);
      break;
    case "epoch":
      put(ownList(draft, draft.epochs, event.data.run_id), event.data, (epoch) => epoch.epoch);
      break;
    case "progress":
      draft.progress.set(event.data.run_id, event.data);
      break;
    case "log":
      applyLog(draft, event.data);
      break;
    case "counts":
      draft.counts = event.data.counts;
  }
}

function forget(draft: Draft, gone: Gone): void {
  draft.runs.set(gone.id, gone);
  for (const part of [draft.epochs, draft.progress, draft.logs]) part.delete(gone.id);
}

function applySummary(draft: Draft, run: Summary): void {
  const held = draft.runs.get(run.id);
  if (held && !isGone(held) && held.revision >= run.revision) return;
  draft.runs.set(run.id, run);
  if (run.status !== "running" && run.status !== "cancelling") draft.progress.delete(run.id);
  const epochs = draft.epochs.get(run.id);
  if (!epochs?.some((epoch) => isWithdrawn(epoch, run))) return;
  draft.epochs.set(
    run.id,
    epochs.filter((epoch) => !isWithdrawn(epoch, run)),
  );
}

/**
 * A run that starts again from an earlier epoch takes its later ones back. An epoch beyond `epochs_done` that was
 * recorded since the start is something else: it came while the summary was on its way.
 */
function isWithdrawn(epoch: Epoch, run: Summary): boolean {
  const earlier = run.started_at !== null && Date.parse(epoch.recorded_at) < Date.parse(run.started_at);
  return epoch.epoch > run.epochs_done && earlier;
}

function applyLog(draft: Draft, line: LogLine): void {
  const lines = ownList(draft, draft.logs, line.run_id);
  put(lines, line, (item) => item.number);
  if (lines.length > MAX_LOG_LINES) lines.splice(0, lines.length - MAX_LOG_LINES);
}

function ownList<T>(draft: Draft, lists: Map<number, readonly T[]>, id: number): T[] {
  const held = lists.get(id) ?? [];
  if (draft.own.has(held)) return held as T[];
  const copy = [...held];
  draft.own.add(copy);
  lists.set(id, copy);
  return copy;
}

/** Put an item at its place in a sorted list, over the one with the same key. Events come in order: it is the end. */
function put<T>(items: T[], item: T, key: (item: T) => number): void {
  let at = items.length;
  while (at > 0 && key(items[at - 1] as T) > key(item)) at -= 1;
  const known = at > 0 && key(items[at - 1] as T) === key(item);
  items.splice(known ? at - 1 : at, known ? 1 : 0, item);
}
