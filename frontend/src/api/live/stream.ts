import { KINDS, keepOnly, type LiveEvent, type LiveState, NOTHING, reduce } from "@/api/live/state";

/** `down`: the stream broke and is being opened again. */
export type Connection = "connecting" | "open" | "down";

export type LiveSnapshot = LiveState & { readonly connection: Connection };

/** The part of the browser's `EventSource` that is used here. */
export type Source = {
  addEventListener(kind: string, listener: (event: Event) => void): void;
  close(): void;
};

const FLUSH_MS = 100;
const RETRY_MS = [300, 600, 1_200, 2_500, 5_000] as const;

/** Rows are what charts are drawn from. They are rare; what happens between them is not. */
function isRow(kind: LiveEvent["kind"]): boolean {
  return kind === "epoch" || kind === "status";
}

/**
 * The one live connection of a tab to the server.
 *
 * It follows the watched runs with their epochs and logs, or, when none is watched, the status of all. Events are
 * told in batches, at most every 100 ms, but the first after a quiet time at once; progress and logs never make an
 * epoch wait. A broken connection is opened again behind the last event, so nothing is lost or doubled.
 */
export class LiveStream {
  readonly #connect: (url: string) => Source;
  readonly #listeners = new Set<() => void>();
  readonly #watched = new Map<number, number>();
  #snapshot: LiveSnapshot = { ...NOTHING, connection: "connecting" };
  #source: Source | null = null;
  #topic: string | null = null;
  #running = false;
  #cursor = "";
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #buffer: LiveEvent[] = [];
  #flushTimer: ReturnType<typeof setTimeout> | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #rowsToldAt = Number.NEGATIVE_INFINITY;

  constructor(connect: (url: string) => Source = (url) => new EventSource(url)) {
    this.#connect = connect;
  }

  readonly snapshot = (): LiveSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Open the connection; returns what closes it. */
  start(): () => void {
    this.#running = true;
    this.#settle();
    return () => {
      this.#running = false;
      this.#settle();
    };
  }

  /** Follow a run with its epochs and logs; returns what ends it. */
  watch(run: number): () => void {
    this.#watched.set(run, (this.#watched.get(run) ?? 0) + 1);
    this.#settle();
    return () => {
      const others = (this.#watched.get(run) ?? 1) - 1;
      if (others) this.#watched.set(run, others);
      else this.#watched.delete(run);
      this.#settle();
    };
  }

  /** Connect to what is wanted now. A page that leaves and one that comes in the same turn cost one connection. */
  #settle(): void {
    queueMicrotask(() => {
      const runs = [...this.#watched.keys()].sort((a, b) => a - b);
      const topic = this.#running ? runs.join(",") || "all" : null;
      if (topic === this.#topic) return;
      this.#close();
      this.#topic = topic;
      this.#cursor = "";
      this.#failures = 0;
      this.#flush();
      this.#tell({ ...this.#snapshot, ...keepOnly(this.#snapshot, new Set(runs)) });
      if (topic !== null) this.#open(topic);
    });
  }

  #open(topic: string): void {
    const query = new URLSearchParams({ runs: topic, ...(this.#cursor ? { cursor: this.#cursor } : {}) });
    const source = this.#connect(`/api/live?${query}`);
    source.addEventListener("open", () => {
      this.#failures = 0;
      this.#tell({ ...this.#snapshot, connection: "open" });
    });
    source.addEventListener("error", () => this.#broken(topic));
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => this.#receive(kind, event as MessageEvent<string>));
    }
    this.#source = source;
  }

  /** The browser gives up on some errors and retries others with a pause of its own; one way for both is simpler. */
  #broken(topic: string): void {
    this.#close();
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    this.#retry = setTimeout(() => this.#open(topic), wait);
    this.#tell({ ...this.#snapshot, connection: "down" });
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    this.#source = null;
  }

  #receive(kind: LiveEvent["kind"], event: MessageEvent<string>): void {
    if (event.lastEventId) this.#cursor = event.lastEventId;
    this.#buffer.push({ kind, data: JSON.parse(event.data) } as LiveEvent);
    const wait = (isRow(kind) ? this.#rowsToldAt : this.#toldAt) + FLUSH_MS - performance.now();
    if (wait <= 0) this.#flush();
    else this.#flushTimer ??= setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#flushTimer);
    this.#flushTimer = undefined;
    if (this.#buffer.length === 0) return;
    const events = this.#buffer;
    this.#buffer = [];
    this.#toldAt = performance.now();
    if (events.some(({ kind }) => isRow(kind))) this.#rowsToldAt = this.#toldAt;
    this.#tell({ ...this.#snapshot, ...reduce(this.#snapshot, events) });
  }

  #tell(snapshot: LiveSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
