/**
 * Every change that the form can make to a configuration. What a choice puts out of sight (the fields of another
 * optimiser, the settings of a task that was switched off, the tasks of another data set) is put aside, not lost.
 */
import type { FieldOf } from "../schema/model";
import { completeTask, completeUnion, getAt, isRecord, setAt, type Values } from "../schema/values";
import type { Dataset } from "../types";

export type FormState = {
  config: Values;
  /** Values that are out of sight, by where they belong. */
  aside: Record<string, unknown>;
};

export const DATASET_PATH = "data.dataset";
export const TASKS_PATH = "tasks";

export function setField(state: FormState, path: string, value: unknown): FormState {
  return { ...state, config: setAt(state.config, path, value) };
}

/** Choose the member `kind` of the union at `path`, with the values it had when it was last chosen. */
export function chooseMember(
  state: FormState,
  path: string,
  field: FieldOf<"union">,
  kind: string,
): FormState {
  const current = getAt(state.config, path);
  const before = isRecord(current) ? String(current[field.tag]) : "";
  const member = field.members.find((candidate) => candidate.value === kind);
  if (!member || before === kind) return state;
  const remembered = state.aside[`${path}=${kind}`];
  return {
    config: setAt(state.config, path, remembered ?? memberValues(field, kind)),
    aside: { ...state.aside, [`${path}=${before}`]: current },
  };
}

function memberValues(field: FieldOf<"union">, kind: string): unknown {
  // The default of the whole field may name other values for this member than the member itself does.
  const initial =
    isRecord(field.initial) && field.initial[field.tag] === kind ? field.initial : { [field.tag]: kind };
  return completeUnion(field, initial);
}

export function rowsOf(config: Values): Values[] {
  const rows = config[TASKS_PATH];
  return Array.isArray(rows) ? rows.filter(isRecord) : [];
}

/** Switch one task on or off; the others keep their order, a new one takes its place of the data set's order. */
export function switchTask(
  state: FormState,
  field: FieldOf<"tasks">,
  dataset: Dataset,
  name: string,
): FormState {
  const rows = rowsOf(state.config);
  const key = `${TASKS_PATH}=${dataset.name}/${name}`;
  const row = rows.find((candidate) => candidate.name === name);
  if (row) {
    return {
      config: { ...state.config, [TASKS_PATH]: rows.filter((candidate) => candidate !== row) },
      aside: { ...state.aside, [key]: row },
    };
  }
  const added = (state.aside[key] ?? completeTask(field, { name })) as Values;
  return { ...state, config: { ...state.config, [TASKS_PATH]: insert(rows, added, dataset) } };
}

function insert(rows: Values[], added: Values, dataset: Dataset): Values[] {
  const rank = (row: Values) => dataset.tasks.findIndex((task) => task.name === row.name);
  const next = rows.findIndex((row) => rank(row) > rank(added));
  return next < 0 ? [...rows, added] : [...rows.slice(0, next), added, ...rows.slice(next)];
}

/** Switch all tasks of the data set on, or all off. */
export function switchAll(
  state: FormState,
  field: FieldOf<"tasks">,
  dataset: Dataset,
  on: boolean,
): FormState {
  const names = new Set([
    ...(on ? dataset.tasks.map((task) => task.name) : []),
    ...(on ? [] : rowsOf(state.config).map((row) => String(row.name))),
  ]);
  let next = state;
  for (const name of names) {
    const isOn = rowsOf(next.config).some((row) => row.name === name);
    if (isOn !== on) next = switchTask(next, field, dataset, name);
  }
  return next;
}

/** Choose another data set: its tasks as they were when it was last chosen, else all of them. */
export function chooseDataset(state: FormState, field: FieldOf<"tasks">, dataset: Dataset): FormState {
  const before = String(getAt(state.config, DATASET_PATH));
  if (before === dataset.name) return state;
  const tasks = state.aside[`${TASKS_PATH}=${dataset.name}`] ?? allTasks(field, dataset);
  return {
    config: { ...setAt(state.config, DATASET_PATH, dataset.name), [TASKS_PATH]: tasks },
    aside: { ...state.aside, [`${TASKS_PATH}=${before}`]: state.config[TASKS_PATH] },
  };
}

export function allTasks(field: FieldOf<"tasks">, dataset: Dataset): unknown[] {
  return dataset.tasks.map((task) => completeTask(field, { name: task.name }));
}
