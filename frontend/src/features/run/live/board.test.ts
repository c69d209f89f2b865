import { describe, expect, it } from "vitest";
import { EPOCHS, epochOf, taskEpoch } from "@/charts/testing/records";
import { BLOCK, blocksInView, cellLabel, columnsOf, move, overruled } from "./board";

describe("a cell's label", () => {
  it("reads the decision", () => {
    const row = taskEpoch("parity", { active: false, P: 0.81789, draw: 0.87112 });
    expect(cellLabel("parity", epochOf(12, [row]), row)).toBe(
      "parity, epoch 12: dropped, P 0.818, draw 0.871",
    );
  });

  it("leaves out a draw that was none, and adds what overruled the draw", () => {
    const row = taskEpoch("a", { guards: ["forced_on"] });
    expect(cellLabel("a", epochOf(1, [row]), row)).toBe(
      "a, epoch 1: trained, P 1.00, forced on, every task was dropped",
    );
  });

  it("says that the epoch was skipped", () => {
    const row = taskEpoch("a", { active: false, P: 0.1, draw: 0.9 });
    expect(cellLabel("a", epochOf(1, [row], { skipped: true }), row)).toMatch(/epoch skipped/);
  });
});

describe("the corner mark", () => {
  it("is for what overrules, not for an everyday branch of the formula", () => {
    expect(overruled(taskEpoch("a", { guards: ["not_improving"] }))).toBe(false);
    expect(overruled(taskEpoch("a", { guards: ["not_improving", "forced_on"] }))).toBe(true);
  });
});

describe("columns", () => {
  it("stand where their epoch belongs", () => {
    expect(columnsOf(EPOCHS.slice(1)).map((epoch) => epoch?.epoch)).toEqual([undefined, 2, 3]);
  });
});

describe("the focus", () => {
  const bounds = { rows: 4, firstEpoch: 1, lastEpoch: 17 };
  it.each([
    ["ArrowLeft", { row: 1, epoch: 11 }],
    ["ArrowRight", { row: 1, epoch: 13 }],
    ["ArrowUp", { row: 0, epoch: 12 }],
    ["ArrowDown", { row: 2, epoch: 12 }],
    ["PageUp", { row: 1, epoch: 2 }],
    ["PageDown", { row: 1, epoch: 17 }],
    ["Home", { row: 1, epoch: 1 }],
    ["End", { row: 1, epoch: 17 }],
  ])("moves with %s", (key, to) => expect(move({ row: 1, epoch: 12 }, key, bounds)).toEqual(to));

  it("stays within the board", () => {
    expect(move({ row: 0, epoch: 1 }, "ArrowUp", bounds)).toEqual({ row: 0, epoch: 1 });
    expect(move({ row: 3, epoch: 17 }, "ArrowRight", bounds)).toEqual({ row: 3, epoch: 17 });
  });

  it("leaves other keys alone", () => expect(move({ row: 0, epoch: 1 }, "a", bounds)).toBeNull());
});

describe("blocks in view", () => {
  it("are those seen, one more on both sides, and those kept", () => {
    expect(blocksInView(10 * BLOCK + 1, 11 * BLOCK, 100 * BLOCK, [1])).toEqual([0, 9, 10, 11]);
  });

  it("end with the newest epoch", () => {
    expect(blocksInView(1, 200, BLOCK + 1, [])).toEqual([0, 1]);
    expect(blocksInView(1, 200, 0, [0])).toEqual([]);
  });
});
