import { describe, expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { withLive } from "@/api/live/overlay";
import type { LiveState } from "@/api/live/state";
import { byExperiment } from "@/features/runs/groups";
import { runsSearch } from "@/features/runs/search";
import { describeStrip, stretches, trained } from "@/features/runs/strip";
import { sortOf } from "@/features/runs/useRuns";
import { meanAbove } from "@/shared/TaskScores";
import { strip, summary } from "@/testing/runs";

type Summary = Schemas["RunSummary"];
type Gone = Schemas["Gone"];

describe("the address of the list", () => {
  it("keeps what it understands", () => {
    expect(runsSearch({ q: "dst", status: "failed", sort: "-name", group: true })).toEqual({
      q: "dst",
      status: "failed",
      sort: "-name",
      group: true,
    });
  });

  it("reads a number as the text that was searched for", () => {
    expect(runsSearch({ q: 42 })).toEqual({ q: "42" });
  });

  it("leaves out what it does not understand", () => {
    expect(runsSearch({ q: "", status: "asleep", sort: 3, group: "yes", other: 1 })).toEqual({});
  });

  it("sorts groups by experiment unless told otherwise", () => {
    expect(sortOf({})).toBe("-created_at");
    expect(sortOf({ group: true })).toBe("-experiment");
    expect(sortOf({ group: true, sort: "name" })).toBe("name");
  });
});

describe("rows under the stream", () => {
  const rows = [
    summary({ id: 1, revision: 5 }),
    summary({ id: 2, revision: 5 }),
    summary({ id: 3, revision: 5 }),
  ];

  it("take newer revisions, drop deleted runs, and keep their order", () => {
    const newer = summary({ id: 3, revision: 6, status: "succeeded" });
    const live: LiveState["runs"] = new Map<number, Summary | Gone>([
      [1, summary({ id: 1, revision: 4 })],
      [2, { id: 2, deleted: true }],
      [3, newer],
    ]);
    expect(withLive(rows, live)).toEqual([rows[0], newer]);
  });

  it("are grouped by experiment in order of first occurrence", () => {
    const runs = ["b", null, "a", "b"].map((experiment, index) => summary({ id: index, experiment }));
    expect(byExperiment(runs).map((group) => [group.experiment, group.runs.map((run) => run.id)])).toEqual([
      ["b", [0, 3]],
      [null, [1]],
      ["a", [2]],
    ]);
  });
});

describe("the activation strip", () => {
  it("joins neighbouring trained epochs", () => {
    expect(stretches("1101")).toEqual([
      [0, 2],
      [3, 4],
    ]);
    expect(stretches("")).toEqual([]);
    expect(stretches("000")).toEqual([]);
  });

  it("is told in words", () => {
    expect(trained("1011")).toBe(3);
    expect(describeStrip(summary().tasks)).toBe("Epochs trained of 2: digit 2, parity 1");
    expect(describeStrip([strip("digit")])).toBe("No epoch finished yet");
  });
});

it("averages the distance from the majority over the tasks that have one", () => {
  expect(meanAbove([...summary().tasks, strip("x", { majority: 0.5 })])).toBeCloseTo(0.3855);
  expect(meanAbove([strip("x")])).toBeNull();
});
