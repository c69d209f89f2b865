import { describe, expect, it } from "vitest";
import { getAt } from "../schema/values";
import {
  datasets,
  fieldOfKind,
  freshForm,
  inspected,
  offer,
  sections,
  task,
  tasks,
} from "../testing/samples";
import { changes } from "./changes";
import { chooseDataset, chooseManifest, dataKey, offerOf } from "./dataset";
import { chooseMember, setField } from "./edit";
import { joinable, joined, setJoins } from "./joins";
import { reuseOf } from "./reuse";
import { adoptTasks, namesOf, setColumn, switchAll, switchTask } from "./tasks";

const optimizer = fieldOfKind("optimizer", "union");
const names = (state: { config: Record<string, unknown> }) => namesOf(state.config);
const choose = (state: ReturnType<typeof freshForm>, name: string) =>
  chooseDataset(state, sections, datasets, name);

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
      nesterov: false,
      weight_decay: 0,
    });
    state = setField(state, "optimizer.momentum", "not yet");
    state = chooseMember(state, "optimizer", optimizer, "adam");
    expect(getAt(state.config, "optimizer.learning_rate")).toBe(0.5);
    state = chooseMember(state, "optimizer", optimizer, "sgd");
    expect(getAt(state.config, "optimizer.momentum")).toBe("not yet");
  });

  it("switches tasks off and on again where they were, with what was set", () => {
    let state = switchAll(freshForm(), tasks, offer, true);
    expect(names(state)).toEqual(["digit", "parity", "at-least-five", "closed-loop"]);
    state = setField(state, "tasks.1.weight", 7);
    state = switchTask(state, tasks, offer, "parity");
    expect(names(state)).toEqual(["digit", "at-least-five", "closed-loop"]);
    state = switchTask(state, tasks, offer, "parity");
    expect(names(state)).toEqual(["digit", "parity", "at-least-five", "closed-loop"]);
    expect(getAt(state.config, "tasks.1.weight")).toBe(7);
    expect(names(switchAll(state, tasks, offer, false))).toEqual([]);
  });

  it("writes one setting of several tasks", () => {
    const state = setColumn(freshForm(), "weight", 2, new Set(["parity"]));
    expect(getAt(state.config, "tasks")).toMatchObject([{ weight: 1 }, { weight: 2 }]);
  });
});

describe("another data set", () => {
  it("brings its tasks and its settings, and the old ones come back", () => {
    let own = setField(freshForm(), "tasks.0.weight", 9);
    own = setField(own, "data.validation_fraction", 0.3);
    const other = choose(own, "fashion-mnist");
    expect(other.config.data).toMatchObject({ dataset: "fashion-mnist", validation_fraction: 0.1 });
    expect(names(other)).toEqual(["item", "group"]);
    expect(choose(other, "digits").config).toEqual(own.config);
  });

  it("brings the trunk that suits it, unless another was chosen", () => {
    expect(choose(freshForm(), "fashion-mnist").config.trunk).toEqual({ kind: "fast_residual", width: 24 });
    const wide = setField(freshForm(), "trunk.hidden", [512]);
    expect(choose(wide, "fashion-mnist").config.trunk).toEqual({ kind: "mlp", hidden: [512] });
  });

  it("takes along who reads whom", () => {
    const own = setField(freshForm(), "sharing.reuse", { parity: ["digit"] });
    const other = choose(own, "fashion-mnist");
    expect(reuseOf(other.config)).toEqual({});
    expect(reuseOf(choose(other, "digits").config)).toEqual({ parity: ["digit"] });
  });
});

describe("images of one's own", () => {
  const files = inspected([task("hat"), task("scarf"), { ...task("fit"), kind: "multiclass" }]);
  const own = choose(freshForm(), "manifest");

  it("start with the first manifest that was found, its tasks unknown", () => {
    expect(own.config.data).toMatchObject({ path: "clothes/labels.csv" });
    expect(names(own)).toEqual([]);
    expect(offerOf(own.config, datasets, null)).toBeNull();
  });

  it("have all tasks on once they are known, but only if none was chosen", () => {
    const known = offerOf(own.config, datasets, files);
    if (!known) throw new Error("no offer");
    const all = adoptTasks(own, tasks, known);
    expect(names(all)).toEqual(["hat", "scarf", "fit"]);
    const fewer = switchTask(all, tasks, known, "fit");
    expect(adoptTasks(fewer, tasks, known)).toBe(fewer);
  });

  it("remember the tasks of each file", () => {
    const first = adoptTasks(own, tasks, { key: dataKey(own.config), tasks: files.tasks });
    const second = chooseManifest(first, "mine/labels.csv");
    expect(names(second)).toEqual([]);
    expect(dataKey(second.config)).toBe("manifest:mine/labels.csv");
    expect(names(chooseManifest(second, "clothes/labels.csv"))).toEqual(["hat", "scarf", "fit"]);
  });

  it("join columns into a task, and take it apart again", () => {
    const known = { key: "manifest:clothes/labels.csv", tasks: files.tasks };
    const start = setField(adoptTasks(own, tasks, known), "tasks.0.weight", 5);
    const both = setJoins(start, tasks, known, { worn: ["hat", "scarf"] });
    expect(names(both)).toEqual(["fit", "worn"]);
    const now = joined(files.tasks, { worn: ["hat", "scarf"] });
    expect(joinable(now, { worn: ["hat", "scarf"] })).toEqual(["hat", "scarf"]);
    const apart = setJoins(both, tasks, known, {});
    expect(names(apart)).toEqual(["hat", "scarf", "fit"]);
    expect(apart.config.tasks).toContainEqual(expect.objectContaining({ name: "hat", weight: 5 }));
  });

  it("show joins before the file has been read again", () => {
    const read = inspected([
      { ...task("worn"), kind: "multilabel", classes: ["hat", "scarf"] },
      task("coat"),
    ]);
    const names = joined(read.tasks, { all: ["scarf", "coat"] }).map(({ name }) => name);
    expect(names).toEqual(["hat", "all"]);
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
    expect(changed((state) => switchTask(state, tasks, offer, "digit"))).toEqual(["tasks"]);
    expect(changed((state) => setField(state, "tasks.1.label_fraction", 0.5))).toEqual([
      "tasks.1.label_fraction",
    ]);
  });
});
