import { describe, expect, it } from "vitest";
import { getAt } from "../schema/values";
import { digits, fashion, fieldOfKind, freshForm, sections, tasks } from "../testing/samples";
import { changes } from "./base";
import { chooseDataset, chooseMember, rowsOf, setField, switchAll, switchTask } from "./edit";

const optimizer = fieldOfKind("optimizer", "union");
const names = (state: { config: Record<string, unknown> }) => rowsOf(state.config).map((row) => row.name);

describe("editing", () => {
  it("writes one value and shares the rest", () => {
    const before = freshForm();
    const after = setField(before, "tasks.1.weight", 3);
    expect(getAt(after.config, "tasks.1.weight")).toBe(3);
    expect(getAt(before.config, "tasks.1.weight")).toBe(1);
    expect(after.config.schedule).toBe(before.config.schedule);
  });

  it("remembers the values of each member of a union", () => {
    let state = setField(freshForm(), "optimizer.learning_rate", 0.5);
    state = chooseMember(state, "optimizer", optimizer, "sgd");
    expect(state.config.optimizer).toEqual({
      kind: "sgd",
      learning_rate: 0.01,
      momentum: 0.9,
      weight_decay: 0,
    });
    state = setField(state, "optimizer.momentum", "not yet");
    state = chooseMember(state, "optimizer", optimizer, "adam");
    expect(getAt(state.config, "optimizer.learning_rate")).toBe(0.5);
    state = chooseMember(state, "optimizer", optimizer, "sgd");
    expect(getAt(state.config, "optimizer.momentum")).toBe("not yet");
  });

  it("switches tasks off and on again where they were, with what was set", () => {
    let state = switchAll(freshForm(), tasks, digits, true);
    expect(names(state)).toEqual(["digit", "parity", "at-least-five", "closed-loop"]);
    state = setField(state, "tasks.1.weight", 7);
    state = switchTask(state, tasks, digits, "parity");
    expect(names(state)).toEqual(["digit", "at-least-five", "closed-loop"]);
    state = switchTask(state, tasks, digits, "parity");
    expect(names(state)).toEqual(["digit", "parity", "at-least-five", "closed-loop"]);
    expect(getAt(state.config, "tasks.1.weight")).toBe(7);
    expect(names(switchAll(state, tasks, digits, false))).toEqual([]);
  });

  it("changes the tasks with the data set, and brings the old ones back", () => {
    const own = setField(freshForm(), "tasks.0.weight", 9);
    const other = chooseDataset(own, tasks, fashion);
    expect(getAt(other.config, "data.dataset")).toBe("fashion-mnist");
    expect(names(other)).toEqual(["item", "group"]);
    const back = chooseDataset(other, tasks, digits);
    expect(back.config).toEqual(own.config);
  });
});

describe("what differs from the start", () => {
  const { config } = freshForm();
  const changed = (edit: (state: ReturnType<typeof freshForm>) => { config: Record<string, unknown> }) =>
    [...changes(sections, config, edit(freshForm()).config)]
      .map((name) => name.replace("config.", ""))
      .sort();

  it("is nothing at first, and nothing again after going back", () => {
    expect(changed((state) => state)).toEqual([]);
    expect(changed((state) => setField(setField(state, "epochs", 5), "epochs", 30))).toEqual([]);
  });

  it("is named setting by setting", () => {
    expect(changed((state) => setField(state, "schedule.beta", 0.6))).toEqual(["schedule.beta"]);
    expect(changed((state) => setField(state, "schedule.lambdas.base", 0.6))).toEqual([
      "schedule.lambdas.base",
    ]);
    expect(changed((state) => setField(state, "trunk.hidden", [256]))).toEqual(["trunk.hidden"]);
  });

  it("is the choice alone when another member is chosen", () => {
    expect(changed((state) => chooseMember(state, "optimizer", optimizer, "sgd"))).toEqual(["optimizer"]);
  });

  it("compares each task with itself, wherever it stands", () => {
    expect(changed((state) => switchTask(state, tasks, digits, "digit"))).toEqual(["tasks"]);
    expect(changed((state) => setField(state, "tasks.1.label_fraction", 0.5))).toEqual([
      "tasks.1.label_fraction",
    ]);
  });
});
