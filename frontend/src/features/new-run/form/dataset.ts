/** Changes of the data set. Its tasks, and what refers to them, change with it and come back with it. */
import type { FieldOf, Section } from "../schema/model";
import { complete, getAt, same, type Values } from "../schema/values";
import type { Dataset, Inspection, Offer } from "../types";
import { chooseMember, type FormState, setField, topField } from "./edit";
import { JOINS_PATH, joined, joinsOf } from "./joins";
import { type Reuse, reuseOf, setReuse } from "./reuse";
import { allTasks, TASKS_PATH } from "./tasks";

export const DATA_PATH = "data";
export const DATASET_PATH = "data.dataset";
export const MANIFEST_PATH = "data.path";
const TRUNK_PATH = "trunk";

/** What tells one set of tasks from another: the data set, and the file where it is one of the reader's own. */
export function dataKey(config: Values): string {
  const path = getAt(config, MANIFEST_PATH);
  const name = String(getAt(config, DATASET_PATH));
  return typeof path === "string" ? `${name}:${path}` : name;
}

export function datasetOf(config: Values, datasets: Dataset[]): Dataset | undefined {
  return datasets.find(({ name }) => name === getAt(config, DATASET_PATH));
}

/** The tasks to choose from: as its files have them, else as the data set is known to have. Null: not known yet. */
export function offerOf(config: Values, datasets: Dataset[], inspection: Inspection | null): Offer | null {
  const tasks = inspection?.tasks ?? datasetOf(config, datasets)?.tasks ?? null;
  return tasks && { key: dataKey(config), tasks: joined(tasks, joinsOf(config)) };
}

type Kept = { tasks: unknown; reuse: Reuse; joins: unknown };

/** Choose another data set: its settings and tasks as they were when it was last chosen, else all of its tasks. */
export function chooseDataset(
  state: FormState,
  sections: Section[],
  datasets: Dataset[],
  name: string,
): FormState {
  const data = topField(sections, DATA_PATH, "union");
  const tasks = topField(sections, TASKS_PATH, "tasks");
  const before = datasetOf(state.config, datasets);
  const next = datasets.find((dataset) => dataset.name === name);
  if (!data || !tasks || !next || before === next) return state;
  let changed = chooseMember(leaveTasks(state), DATA_PATH, data, name);
  if (getAt(changed.config, MANIFEST_PATH) === "" && next.manifests[0]) {
    changed = setField(changed, MANIFEST_PATH, next.manifests[0]);
  }
  changed = enterTasks(changed, allTasks(tasks, next.tasks ?? []));
  return before ? followTrunk(changed, sections, before, next) : changed;
}

/** Choose another manifest. */
export function chooseManifest(state: FormState, path: string): FormState {
  if (getAt(state.config, MANIFEST_PATH) === path) return state;
  const changed = setField(leaveTasks(state), MANIFEST_PATH, path);
  const kept = keptIn(changed);
  return enterTasks(setField(changed, JOINS_PATH, kept?.joins ?? {}), []);
}

function keptIn(state: FormState): Kept | undefined {
  return state.aside[`${TASKS_PATH}=${dataKey(state.config)}`] as Kept | undefined;
}

function leaveTasks(state: FormState): FormState {
  const { config } = state;
  const kept: Kept = {
    tasks: config[TASKS_PATH],
    reuse: reuseOf(config),
    joins: getAt(config, JOINS_PATH),
  };
  return { ...state, aside: { ...state.aside, [`${TASKS_PATH}=${dataKey(config)}`]: kept } };
}

function enterTasks(state: FormState, fresh: unknown[]): FormState {
  const kept = keptIn(state);
  const config = { ...state.config, [TASKS_PATH]: kept?.tasks ?? fresh };
  return setReuse({ ...state, config }, kept?.reuse ?? {});
}

/** The trunk that suits the new data set, unless another was chosen for the old one. */
function followTrunk(state: FormState, sections: Section[], before: Dataset, next: Dataset): FormState {
  const trunk = topField(sections, TRUNK_PATH, "union");
  if (!trunk || !same(state.config[TRUNK_PATH], defaultTrunk(trunk, before))) return state;
  return setField(state, TRUNK_PATH, defaultTrunk(trunk, next));
}

function defaultTrunk(field: FieldOf<"union">, dataset: Dataset): unknown {
  return complete(field, dataset.default_trunk);
}
