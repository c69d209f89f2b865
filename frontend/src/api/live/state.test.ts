import { describe, expect, it } from "vitest";
import { keepOnly, type LiveEvent, type LiveState, MAX_LOG_LINES, NOTHING, reduce } from "@/api/live/state";
import { epoch, line, progress, summary } from "@/testing/runs";

const told = (...events: LiveEvent[]) => reduce(NOTHING, events);
const numbers = (state: LiveState) => state.epochs.get(1)?.map((item) => item.epoch);
const epochs = (...list: number[]): LiveEvent[] =>
  list.map((number) => ({ kind: "epoch", data: epoch(number) }));
const status = (change: Parameters<typeof summary>[0]): LiveEvent => ({
  kind: "status",
  data: summary(change),
});

describe("epochs", () => {
  it("are kept once and in order, however often and in whichever order they come", () => {
    expect(numbers(told(...epochs(1, 3, 2, 3, 1)))).toEqual([1, 2, 3]);
    const once = told(...epochs(1, 2, 3));
    expect(reduce(once, epochs(2, 3))).toEqual(once);
  });

  it("take the newest report of the same epoch", () => {
    const again = epoch(2, { train_loss: 9 });
    expect(reduce(told(...epochs(1, 2)), [{ kind: "epoch", data: again }]).epochs.get(1)?.[1]).toBe(again);
  });

  it("belong to their run", () => {
    const other: LiveEvent = { kind: "epoch", data: epoch(1, { run_id: 2 }) };
    expect(numbers(told(...epochs(1, 2), other))).toEqual([1, 2]);
  });

  it("never change a list that was handed out", () => {
    const before = told(...epochs(1));
    const list = before.epochs.get(1);
    const after = reduce(before, epochs(2));
    expect(list).toHaveLength(1);
    expect(after.epochs.get(1)).not.toBe(list);
  });

  it("leave other parts as they are, so that nothing else is drawn anew", () => {
    const before = told(status({}), { kind: "log", data: line(1) });
    const after = reduce(before, epochs(1));
    expect(after.runs).toBe(before.runs);
    expect(after.logs).toBe(before.logs);
  });
});

it("counts of all runs replace one another and stay when other runs are watched", () => {
  const counts = (queued: number) => ({ queued, running: 1 });
  const state = told(
    { kind: "counts", data: { counts: counts(2) } },
    { kind: "counts", data: { counts: counts(1) } },
  );
  expect(state.counts).toEqual(counts(1));
  expect(keepOnly(reduce(state, epochs(1)), new Set()).counts).toEqual(counts(1));
});

describe("a status", () => {
  it("replaces an older revision only", () => {
    const state = told(status({ revision: 5, status: "running" }), status({ revision: 4, status: "queued" }));
    expect(state.runs.get(1)).toMatchObject({ revision: 5, status: "running" });
    expect(reduce(state, [status({ revision: 6, status: "succeeded" })]).runs.get(1)).toMatchObject({
      revision: 6,
    });
  });

  it("ends the progress of a run that no longer trains", () => {
    const training = told(status({ revision: 5 }), { kind: "progress", data: progress() });
    expect(training.progress.get(1)?.batch).toBe(4);
    expect(reduce(training, [status({ revision: 6, status: "succeeded" })]).progress.has(1)).toBe(false);
  });

  it("takes back the epochs of an earlier attempt when the run starts again", () => {
    const before = told(status({ revision: 5, epochs_done: 3 }), ...epochs(1, 2, 3));
    const restart = { started_at: "2026-01-01T11:00:00Z", attempt: 2 };
    const claimed = reduce(before, [status({ revision: 6, epochs_done: 3, ...restart })]);
    expect(numbers(claimed)).toEqual([1, 2, 3]);
    expect(numbers(reduce(claimed, [status({ revision: 7, epochs_done: 1, ...restart })]))).toEqual([1]);
  });

  it("keeps an epoch that overtook it", () => {
    const state = told(status({ revision: 5 }), ...epochs(1, 2, 3), status({ revision: 6, epochs_done: 2 }));
    expect(numbers(state)).toEqual([1, 2, 3]);
  });

  it("keeps the first epochs of a new attempt that come before the word of its start", () => {
    const old = told(status({ revision: 5, epochs_done: 3 }), ...epochs(1, 2, 3));
    const again = epoch(1, { recorded_at: "2026-01-01T11:00:05Z" });
    const restart = status({ revision: 7, epochs_done: 0, started_at: "2026-01-01T11:00:00Z", attempt: 2 });
    expect(reduce(old, [{ kind: "epoch", data: again }, restart]).epochs.get(1)).toEqual([again]);
  });

  it("of a deleted run takes everything of it away", () => {
    const state = told(
      ...epochs(1),
      { kind: "log", data: line(1) },
      { kind: "status", data: { id: 1, deleted: true } },
    );
    expect(state.runs.get(1)).toEqual({ id: 1, deleted: true });
    expect(state.epochs.has(1) || state.logs.has(1)).toBe(false);
  });
});

describe("log lines", () => {
  it("are kept once and in order", () => {
    const state = told(...[1, 2, 2, 3].map((number): LiveEvent => ({ kind: "log", data: line(number) })));
    expect(state.logs.get(1)?.map((item) => item.number)).toEqual([1, 2, 3]);
  });

  it("are bounded to the newest", () => {
    const many = Array.from(
      { length: MAX_LOG_LINES + 7 },
      (_, index): LiveEvent => ({ kind: "log", data: line(index + 1) }),
    );
    const lines = told(...many).logs.get(1);
    expect(lines).toHaveLength(MAX_LOG_LINES);
    expect(lines?.[0]?.number).toBe(8);
  });
});

it("keeps the histories of watched runs only, and every status", () => {
  const state = keepOnly(
    told(status({}), ...epochs(1), { kind: "progress", data: progress() }),
    new Set([2]),
  );
  expect(state.epochs.size + state.progress.size).toBe(0);
  expect(state.runs.size).toBe(1);
});
