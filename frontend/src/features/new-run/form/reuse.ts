/** Which task's head reads the answers of which others: `sharing.reuse`, a graph without circles. */
import type { FieldError } from "@/api/client";
import { asLists, getAt, type Values } from "../schema/values";
import { type FormState, setField } from "./edit";

export type Reuse = Record<string, string[]>;

export const REUSE_PATH = "sharing.reuse";

export function reuseOf(config: Values): Reuse {
  return asReuse(getAt(config, REUSE_PATH));
}

export function asReuse(value: unknown): Reuse {
  return asLists(value);
}

export function setReuse(state: FormState, reuse: Reuse): FormState {
  const unchanged = getAt(state.config, REUSE_PATH) === undefined && Object.keys(reuse).length === 0;
  return unchanged ? state : setField(state, REUSE_PATH, reuse);
}

/** The way from `start` to `goal` along "reads", both named; empty where there is none. */
export function readingPath(reuse: Reuse, start: string, goal: string, seen: string[] = []): string[] {
  if (start === goal) return [goal];
  if (seen.includes(start)) return [];
  for (const next of reuse[start] ?? []) {
    const path = readingPath(reuse, next, goal, [...seen, start]);
    if (path.length > 0) return [start, ...path];
  }
  return [];
}

/** Why `reader` cannot read `read`, or null: a task cannot wait for itself. */
export function readingRefusal(reuse: Reuse, reader: string, read: string): string | null {
  if (reader === read) return "a task cannot read itself";
  const circle = readingPath(reuse, read, reader);
  return circle.length > 0 ? circle.join(" reads ") : null;
}

function isCircular(reuse: Reuse): boolean {
  return Object.entries(reuse).some(([reader, read]) =>
    read.some((name) => readingPath(reuse, name, reader).length > 0),
  );
}

/** What one task read, and who read it. */
export type Ties = { reads: string[]; readBy: string[] };

/** The graph without a task, and what tied it to the others. */
export function withoutTask(reuse: Reuse, task: string): { reuse: Reuse; ties: Ties } {
  const readBy = Object.keys(reuse).filter((reader) => reuse[reader]?.includes(task));
  const rest = Object.entries(reuse)
    .filter(([reader]) => reader !== task)
    .map(([reader, read]) => [reader, read.filter((name) => name !== task)] as const)
    .filter(([reader, read]) => read.length > 0 || !readBy.includes(reader));
  return { reuse: Object.fromEntries(rest), ties: { reads: reuse[task] ?? [], readBy } };
}

/** The graph with a task's ties again, as far as the other tasks are `there` and no circle comes of it. */
export function withTies(reuse: Reuse, task: string, ties: Ties, there: ReadonlySet<string>): Reuse {
  const restored = { ...reuse };
  const reads = ties.reads.filter((name) => there.has(name));
  if (reads.length > 0) restored[task] = reads;
  for (const reader of ties.readBy) {
    if (there.has(reader)) restored[reader] = [...(restored[reader] ?? []), task];
  }
  return isCircular(restored) ? reuse : restored;
}

/** What the graph lacks, by the dotted name of the reader. */
export function reuseMistakes(config: Values, rows: Values[]): FieldError[] {
  return Object.entries(reuseOf(config)).flatMap(([reader, read]) => {
    const row = rows.find(({ name }) => name === reader);
    if (!row || read.length === 0 || hasHiddenLayer(row)) return [];
    const message = `The head of ${reader} has no hidden layer to which an answer could be joined: give it one.`;
    return [{ field: `${REUSE_PATH}.${reader}`, message }];
  });
}

export function hasHiddenLayer(row: Values): boolean {
  // What is typed and no list of numbers yet has a message of its own.
  return !Array.isArray(row.head_hidden) || row.head_hidden.length > 0;
}
