import { describe, expect, it } from "vitest";
import { brief, bytes, count, duration, number, percent, points } from "@/shared/format";
import { inWords } from "@/shared/names";
import { epochsInAll, fractionDone, paceTexts, phaseText, stoppedEarly } from "@/shared/progress";
import { ago, runTime, secondsBetween } from "@/shared/time";
import { progress } from "@/testing/runs";

describe("figures", () => {
  it("are written as people read them", () => {
    expect(percent(0.9032)).toBe("90.3");
    expect(points(-0.108)).toBe("−10.8");
    expect(points(0.466)).toBe("+46.6");
    expect(number(0.0000123)).toBe("1.23e−5");
    expect(number(-0.5)).toBe("−0.500");
    expect(count(21_400)).toMatch(/^21.400$/);
    expect(duration(3_780)).toBe("1 h 3 min");
    expect(duration(125)).toBe("2 min 5 s");
  });

  it("are short where the size is what matters", () => {
    expect([bytes(0), bytes(999), bytes(1_500), bytes(122_880_000), bytes(2_460_000_000)]).toEqual([
      "0 bytes",
      "999 bytes",
      "1.5 kB",
      "123 MB",
      "2.5 GB",
    ]);
    expect([brief(513), brief(185_066), brief(1_796_010), brief(11_180_616), brief(null)]).toEqual([
      "513",
      "185 k",
      "1.8 M",
      "11 M",
      "–",
    ]);
  });

  it("that are not defined are a dash", () => {
    for (const write of [percent, points, number, count, duration]) expect(write(null)).toBe("–");
  });
});

describe("times", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");

  it.each([
    ["2026-01-01T11:59:58Z", "just now"],
    ["2026-01-01T11:59:30Z", "30 s ago"],
    ["2026-01-01T11:57:00Z", "3 min ago"],
    ["2026-01-01T09:00:00Z", "3 h ago"],
  ])("%s is %s", (moment, words) => expect(ago(moment, now)).toBe(words));

  it("count from the start, to the end or to now, never below zero", () => {
    expect(secondsBetween(null, null, now)).toBeNull();
    expect(secondsBetween("2026-01-01T11:59:00Z", null, now)).toBe(60);
    expect(secondsBetween("2026-01-01T12:00:05Z", null, now)).toBe(0);
    expect(runTime({ started_at: "2026-01-01T11:00:00Z", finished_at: "2026-01-01T11:00:24Z" }, now)).toBe(
      "24 s",
    );
  });
});

describe("progress", () => {
  const run = { status: "running" as const, epochs_done: 2, epochs_total: 10 };

  it("counts the batches of the epoch at work", () => {
    expect(fractionDone(run, undefined)).toBeCloseTo(0.2);
    expect(fractionDone(run, progress({ batch: 5, batches: 10 }))).toBeCloseTo(0.25);
    expect(fractionDone(run, progress({ phase: "probe", batch: 5 }))).toBeCloseTo(0.2);
    expect(fractionDone(run, progress({ phase: "validate" }))).toBeCloseTo(0.3);
  });

  it("does not count an epoch twice", () => {
    expect(fractionDone({ ...run, epochs_done: 3 }, progress({ epoch: 3, batch: 11 }))).toBeCloseTo(0.3);
    expect(fractionDone({ ...run, epochs_done: 10 }, progress({ epoch: 11 }))).toBe(1);
  });

  it("follows the images while they are read", () => {
    const reading = progress({ phase: "decoding", epoch: 0, batch: 1_200, batches: 10_000 });
    expect(fractionDone({ ...run, epochs_done: 0 }, reading)).toBeCloseTo(0.12);
    expect(phaseText(reading)).toMatch(/^Reading images 1.200 of 10.000$/);
    expect(phaseText({ ...reading, batches: 0 })).toBe("Reading images");
  });

  it("is complete when the run stopped early", () => {
    const stopped = { ...run, status: "succeeded" as const };
    expect(stoppedEarly(stopped)).toBe(true);
    expect(fractionDone(stopped, undefined)).toBe(1);
    expect(epochsInAll(stopped)).toBe(2);
    expect(
      [run, { ...stopped, epochs_done: 10 }, { ...run, status: "failed" as const }].map(stoppedEarly),
    ).toEqual([false, false, false]);
    expect(epochsInAll(run)).toBe(10);
  });

  it("is told in words, each only where known", () => {
    expect(phaseText(progress())).toBe("batch 4 / 11");
    expect(phaseText(progress({ phase: "loading", batches: 0 }))).toBe("loading data");
    expect(paceTexts(progress()).at(-1)).toBe("6 s left");
    expect(paceTexts(progress({ images_per_second: null, seconds_left: null }))).toEqual([]);
  });
});

it("writes words of the configuration as people do", () => {
  expect(["dst", "always_on", "random"].map(inWords)).toEqual(["DST", "always on", "random"]);
});
