import { describe, expect, it } from "vitest";
import { task } from "../testing/samples";
import { folded, inBrief, isUpToDate, MANY, matching } from "./task-list";

const tasks = Array.from({ length: 40 }, (_, index) => task(`Task_${index}`));
const names = (found: { name: string }[]) => found.map(({ name }) => name);

describe("a long list of tasks", () => {
  it("is searched by words in any order", () => {
    const found = matching([task("Wavy_Hair"), task("Straight_Hair"), task("Bald")], "hair wa");
    expect(names(found)).toEqual(["Wavy_Hair"]);
    expect(matching(tasks, "  ")).toBe(tasks);
  });

  it("folds to the tasks that are on, as many as fit", () => {
    expect([...folded(tasks, new Set(["Task_30", "Task_2"]))]).toEqual(["Task_2", "Task_30"]);
    expect(folded(tasks, new Set(names(tasks))).size).toBe(MANY);
    expect(folded(tasks, new Set()).size).toBe(MANY);
  });

  it("stays folded as it is while a row is switched off, and not when another choice is made", () => {
    const fold = folded(tasks, new Set(["Task_2", "Task_30"]));
    expect(isUpToDate(fold, tasks, new Set(["Task_2"]))).toBe(true);
    expect(isUpToDate(fold, tasks, new Set(["Task_2", "Task_3"]))).toBe(false);
    expect(isUpToDate(fold, tasks, new Set(names(tasks)))).toBe(true);
    expect(isUpToDate(fold, [task("other")], new Set())).toBe(false);
  });
});

it("tells a task in brief", () => {
  expect(inBrief(task("a"))).toBe("no / yes");
  expect(inBrief({ ...task("a"), counts: [795, 205], labelled: 1000 })).toBe("yes: 20.5 %");
  expect(inBrief({ ...task("a"), kind: "multiclass", classes: ["x", "y", "z"] })).toBe("3 classes");
  expect(inBrief({ ...task("a"), kind: "multilabel", classes: ["x", "y"] })).toBe("2 labels: x, y");
});
