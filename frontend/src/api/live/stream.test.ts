import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LiveStream, type Source } from "@/api/live/stream";
import { epoch, progress, summary } from "@/testing/runs";

/** Stands where the browser's EventSource stands, so that a test decides what comes when. */
class FakeSource implements Source {
  static opened: FakeSource[] = [];
  closed = false;
  readonly #target = new EventTarget();
  readonly addEventListener = this.#target.addEventListener.bind(this.#target);

  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }

  close(): void {
    this.closed = true;
  }

  open(): void {
    this.#target.dispatchEvent(new Event("open"));
  }

  fail(): void {
    this.#target.dispatchEvent(new Event("error"));
  }

  send(kind: string, data: unknown, lastEventId = ""): void {
    this.#target.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data), lastEventId }));
  }
}

const newest = () => FakeSource.opened.at(-1) as FakeSource;
const address = () => new URL(newest().url, "http://localhost").searchParams;

let stream: LiveStream;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  FakeSource.opened = [];
  stream = new LiveStream((url) => new FakeSource(url));
});
afterEach(() => vi.useRealTimers());

const turn = () => Promise.resolve();

async function watching(run: number): Promise<FakeSource> {
  stream.start();
  stream.watch(run);
  await turn();
  newest().open();
  return newest();
}

describe("what it follows", () => {
  it("is the status of all runs while no run is watched", async () => {
    stream.start();
    await turn();
    expect(address().get("runs")).toBe("all");
  });

  it("is one connection for all watched runs, and only one when a page gives way to another", async () => {
    stream.start();
    const leave = stream.watch(1);
    await turn();
    leave();
    stream.watch(3);
    stream.watch(2);
    await turn();
    expect(FakeSource.opened.map((source) => [source.url.split("runs=")[1], source.closed])).toEqual([
      ["1", true],
      ["2%2C3", false],
    ]);
  });

  it("is nothing once it is stopped", async () => {
    const stop = stream.start();
    await turn();
    stop();
    await turn();
    expect(newest().closed).toBe(true);
    expect(FakeSource.opened).toHaveLength(1);
  });

  it("starts a run's history anew after another run was watched", async () => {
    const source = await watching(1);
    source.send("epoch", epoch(1), "1:1:0");
    stream.watch(2);
    await turn();
    expect(stream.snapshot().epochs.size).toBe(1);
    expect(address().get("cursor")).toBeNull();
  });
});

describe("telling", () => {
  it("happens at once after a quiet time, then in batches", async () => {
    const source = await watching(1);
    const heard = vi.fn();
    stream.subscribe(heard);

    source.send("epoch", epoch(1), "1:1:0");
    expect(heard).toHaveBeenCalledTimes(1);
    expect(stream.snapshot().epochs.get(1)).toHaveLength(1);

    for (const number of [2, 3, 4]) source.send("epoch", epoch(number), `1:${number}:0`);
    expect(heard).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100);
    expect(heard).toHaveBeenCalledTimes(2);
    expect(stream.snapshot().epochs.get(1)).toHaveLength(4);

    vi.advanceTimersByTime(1_000);
    source.send("epoch", epoch(5), "1:5:0");
    expect(heard).toHaveBeenCalledTimes(3);
  });

  it("does not let an epoch wait for the progress before it", async () => {
    const source = await watching(1);
    source.send("progress", progress({ batch: 10 }));
    source.send("progress", progress({ batch: 11 }));
    source.send("epoch", epoch(1), "1:1:0");
    expect(stream.snapshot().epochs.get(1)).toHaveLength(1);
    expect(stream.snapshot().progress.get(1)?.batch).toBe(11);
  });

  it("stays below about ten times a second in a flood", async () => {
    const source = await watching(1);
    const heard = vi.fn();
    stream.subscribe(heard);
    for (let index = 0; index < 1_000; index += 1) {
      source.send("progress", progress({ batch: index }));
      vi.advanceTimersByTime(1);
    }
    expect(heard.mock.calls.length).toBeLessThanOrEqual(11);
  });
});

describe("a broken connection", () => {
  it("is opened again behind the last event, with longer and longer pauses", async () => {
    const source = await watching(1);
    source.send("epoch", epoch(17), "1:17:230");
    source.fail();
    expect(source.closed).toBe(true);
    expect(stream.snapshot().connection).toBe("down");

    vi.advanceTimersByTime(300);
    expect(address().get("cursor")).toBe("1:17:230");
    newest().fail();
    vi.advanceTimersByTime(599);
    expect(FakeSource.opened).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(FakeSource.opened).toHaveLength(3);

    newest().open();
    expect(stream.snapshot().connection).toBe("open");
    newest().send("epoch", epoch(18), "1:18:240");
    vi.advanceTimersByTime(100);
    expect(
      stream
        .snapshot()
        .epochs.get(1)
        ?.map((item) => item.epoch),
    ).toEqual([17, 18]);
  });

  it("is not opened again for a run that nobody watches any more", async () => {
    const leave = stream.watch(1);
    stream.start();
    await turn();
    newest().fail();
    leave();
    await turn();
    vi.advanceTimersByTime(10_000);
    expect(FakeSource.opened.map((source) => source.url)).toEqual(["/api/live?runs=1", "/api/live?runs=all"]);
  });

  it("loses nothing that was heard but not yet told", async () => {
    const source = await watching(1);
    source.send("epoch", epoch(1), "1:1:0");
    source.send("epoch", epoch(2), "1:2:0");
    source.fail();
    vi.advanceTimersByTime(300);
    expect(address().get("cursor")).toBe("1:2:0");
    expect(stream.snapshot().epochs.get(1)).toHaveLength(2);
  });
});

it("keeps the newer of two summaries", async () => {
  const source = await watching(1);
  source.send("status", summary({ revision: 7, status: "succeeded" }));
  source.send("status", summary({ revision: 6, status: "running" }));
  vi.advanceTimersByTime(100);
  expect(stream.snapshot().runs.get(1)).toMatchObject({ status: "succeeded" });
});
