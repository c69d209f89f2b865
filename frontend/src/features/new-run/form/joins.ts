/** Binary columns of a manifest that are joined into one task with several answers: `data.multi_label`. */
import type { FieldOf } from "../schema/model";
import { asLists, getAt, type Values } from "../schema/values";
import type { Offer, OfferedTask } from "../types";
import { type FormState, setField } from "./edit";
import { namesOf, switchAll } from "./tasks";

export type Joins = Record<string, string[]>;

export const JOINS_PATH = "data.multi_label";

export function joinsOf(config: Values): Joins {
  return asLists(getAt(config, JOINS_PATH));
}

/** The tasks without any join: each label of a joined task is a binary task again. */
export function separated(tasks: OfferedTask[]): OfferedTask[] {
  return tasks.flatMap((task) => {
    if (task.kind !== "multilabel") return [task];
    return task.classes.map((name): OfferedTask => ({ name, kind: "binary", classes: [], description: "" }));
  });
}

/**
 * The tasks as `joins` makes them, from those of a manifest that may have been read with other joins: so the list of
 * tasks follows at once, before the file has been read again.
 */
export function joined(tasks: OfferedTask[], joins: Joins): OfferedTask[] {
  const known = new Map(tasks.map((task) => [task.name, task]));
  const used = new Set(Object.values(joins).flat());
  const made = Object.entries(joins).map(([name, classes]): OfferedTask => {
    const before = known.get(name);
    const same = before?.kind === "multilabel" && String(before.classes) === String(classes);
    return same
      ? before
      : { name, kind: "multilabel", classes, description: `Each yes or no: ${classes.join(", ")}` };
  });
  return [...separated(tasks).filter((task) => !used.has(task.name)), ...made];
}

/** The columns that may be joined. */
export function joinable(tasks: OfferedTask[], joins: Joins): string[] {
  const binary = separated(tasks).filter((task) => task.kind === "binary");
  return [...new Set([...binary.map((task) => task.name), ...Object.values(joins).flat()])];
}

/**
 * Other joins of a manifest that was `read` with any joins. The tasks that vanish are switched off, those that appear
 * are switched on.
 */
export function setJoins(state: FormState, field: FieldOf<"tasks">, read: Offer, joins: Joins): FormState {
  const offered = (those: Joins): Offer => ({ ...read, tasks: joined(read.tasks, those) });
  const [before, after] = [offered(joinsOf(state.config)), offered(joins)];
  const gone = namesOf(state.config).filter((name) => has(before, name) && !has(after, name));
  const come = after.tasks.map(({ name }) => name).filter((name) => !has(before, name));
  const changed = setField(switchAll(state, field, before, false, gone), JOINS_PATH, joins);
  return switchAll(changed, field, after, true, come);
}

function has({ tasks }: Offer, name: string): boolean {
  return tasks.some((task) => task.name === name);
}
