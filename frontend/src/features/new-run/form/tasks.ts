/** Changes to the list of tasks. A task that is switched off takes its settings and its ties aside with it. */
import type { FieldOf } from "../schema/model";
import { completeTask, isRecord, setAt, type Values } from "../schema/values";
import type { Offer, OfferedTask } from "../types";
import type { FormState } from "./edit";
import { reuseOf, setReuse, type Ties, withoutTask, withTies } from "./reuse";

type TasksField = FieldOf<"tasks">;

export const TASKS_PATH = "tasks";

/** As many as the schema allows. */
const MOST = 64;

export function rowsOf(config: Values): Values[] {
  const rows = config[TASKS_PATH];
  return Array.isArray(rows) ? rows.filter(isRecord) : [];
}

export function namesOf(config: Values): string[] {
  return rowsOf(config).map((row) => String(row.name));
}

function setRows(state: FormState, rows: Values[]): FormState {
  return { ...state, config: { ...state.config, [TASKS_PATH]: rows } };
}

/** What is kept of a task that is switched off. */
type Kept = { row: Values; ties: Ties };

/** Switch one task on or off; the others keep their order, a new one takes its place of the data set's order. */
export function switchTask(state: FormState, field: TasksField, offer: Offer, name: string): FormState {
  const on = rowsOf(state.config).some((row) => row.name === name);
  return on ? switchOff(state, offer, name) : switchOn(state, field, offer, name);
}

function switchOff(state: FormState, offer: Offer, name: string): FormState {
  const rows = rowsOf(state.config);
  const row = rows.find((candidate) => candidate.name === name) ?? { name };
  const { reuse, ties } = withoutTask(reuseOf(state.config), name);
  const kept: Kept = { row, ties };
  const without = setRows(
    state,
    rows.filter((candidate) => candidate !== row),
  );
  return setReuse({ ...without, aside: { ...state.aside, [asideKey(offer, name)]: kept } }, reuse);
}

function switchOn(state: FormState, field: TasksField, offer: Offer, name: string): FormState {
  const kept = state.aside[asideKey(offer, name)] as Kept | undefined;
  const added = kept?.row ?? (completeTask(field, { name }) as Values);
  const next = setRows(state, insert(rowsOf(state.config), added, offer.tasks));
  if (!kept) return next;
  const there = new Set(namesOf(next.config));
  return setReuse(next, withTies(reuseOf(next.config), name, kept.ties, there));
}

function asideKey(offer: Offer, name: string): string {
  return `${TASKS_PATH}=${offer.key}/${name}`;
}

function insert(rows: Values[], added: Values, tasks: OfferedTask[]): Values[] {
  const ranks = new Map(tasks.map((task, index) => [task.name, index]));
  const rank = (row: Values) => ranks.get(String(row.name)) ?? -1;
  const next = rows.findIndex((row) => rank(row) > rank(added));
  return next < 0 ? [...rows, added] : [...rows.slice(0, next), added, ...rows.slice(next)];
}

/** Switch these tasks on, or off; without names all of them. */
export function switchAll(
  state: FormState,
  field: TasksField,
  offer: Offer,
  on: boolean,
  names = [...new Set([...offer.tasks.map((task) => task.name), ...namesOf(state.config)])],
): FormState {
  let next = state;
  for (const name of names) {
    const rows = rowsOf(next.config);
    const isOn = rows.some((row) => row.name === name);
    const possible = !on || (rows.length < MOST && offer.tasks.some((task) => task.name === name));
    if (isOn !== on && possible) next = switchTask(next, field, offer, name);
  }
  return next;
}

/** Write one setting of several tasks at once. */
export function setColumn(
  state: FormState,
  column: string,
  value: unknown,
  names: ReadonlySet<string>,
): FormState {
  return setRows(
    state,
    rowsOf(state.config).map((row) => (names.has(String(row.name)) ? { ...row, [column]: value } : row)),
  );
}

/** Write one setting of one task. */
export function setOfTask(state: FormState, task: string, column: string, value: unknown): FormState {
  const index = rowsOf(state.config).findIndex((row) => row.name === task);
  return index < 0 ? state : { ...state, config: setAt(state.config, `tasks.${index}.${column}`, value) };
}

export function allTasks(field: TasksField, tasks: OfferedTask[]): unknown[] {
  return tasks.slice(0, MOST).map((task) => completeTask(field, { name: task.name }));
}

/** All tasks of a data set whose tasks have just become known, where none was chosen before. */
export function adoptTasks(state: FormState, field: TasksField, offer: Offer): FormState {
  if (rowsOf(state.config).length > 0 || offer.tasks.length === 0) return state;
  return { ...state, config: { ...state.config, [TASKS_PATH]: allTasks(field, offer.tasks) } };
}
