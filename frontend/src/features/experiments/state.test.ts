import { describe, expect, it } from "vitest";
import { progress, summary } from "@/testing/runs";
import { experimentSearch, experimentsSearch } from "./search";
import { colourOf, countsOf, countsText, epochsOf, isUnderWay, leftText, variedFields } from "./state";

const none = new Map();

describe("runs together", () => {
  it("are counted by status, in the order of a run's life", () => {
    const counts = countsOf([
      summary({ status: "failed" }),
      summary({ status: "queued" }),
      summary({ status: "queued" }),
    ]);
    expect(countsText(counts)).toBe("2 queued · 1 failed");
    expect(isUnderWay(counts)).toBe(true);
  });

  it.each([
    [{ succeeded: 2, failed: 1, running: 1 }, "running"],
    [{ succeeded: 2, failed: 1, cancelled: 1 }, "failed"],
    [{ succeeded: 2, cancelled: 1 }, "cancelled"],
    [{ succeeded: 2 }, "succeeded"],
  ])("%j looks %s", (counts, status) => expect(colourOf(counts)).toBe(status));
});

describe("epochs together", () => {
  const run = summary({ id: 1, status: "running", epochs_done: 2, epochs_total: 4 });

  it("count what was configured, but of a run that stopped early what it has", () => {
    const early = summary({ id: 2, status: "succeeded", epochs_done: 3, epochs_total: 40 });
    expect(epochsOf([run, early], none)).toEqual({ done: 5, total: 7, share: 5 / 7 });
  });

  it("move with the batches, not with the images that are read", () => {
    const at = (change: Parameters<typeof progress>[0]) => new Map([[1, progress({ run_id: 1, ...change })]]);
    expect(epochsOf([run], at({ epoch: 3, batch: 5, batches: 10 })).share).toBe(2.5 / 4);
    expect(epochsOf([run], at({ phase: "decoding", batch: 5, batches: 10 })).share).toBe(0.5);
  });

  it("are none where there is no run", () => expect(epochsOf([], none).share).toBe(0));
});

it("the time left is counted down from when it was said", () => {
  expect(leftText(125, 1_000, 1_000)).toBe("about 2 min 5 s left");
  expect(leftText(125, 1_000, 6_000)).toBe("about 2 min 0 s left");
  expect(leftText(3, 0, 9_000)).toBe("nearly done");
  expect(leftText(null, 0, 0)).toBe("time left not known yet");
});

it("settings are listed once", () => {
  expect(variedFields({ 1: { schedule: "dst" }, 2: { schedule: "soft", epochs: "3" } })).toEqual([
    "schedule",
    "epochs",
  ]);
});

it("addresses that are not understood are left out", () => {
  expect(experimentSearch({ status: "failed" })).toEqual({ status: "failed" });
  expect(experimentSearch({ status: "broken" })).toEqual({});
  expect(experimentsSearch({ q: 42 })).toEqual({ q: "42" });
  expect(experimentsSearch({ q: "" })).toEqual({});
});
