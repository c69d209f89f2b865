/** Which rows of a long list of tasks are in sight. */
import type { OfferedTask } from "../types";

/** With more tasks than this the list folds, and a filter helps. */
export const MANY = 12;

/** The tasks whose name has every word of the filter in it. */
export function matching(tasks: OfferedTask[], filter: string): OfferedTask[] {
  const words = filter.toLowerCase().replaceAll("_", " ").split(/\s+/).filter(Boolean);
  if (words.length === 0) return tasks;
  return tasks.filter((task) => {
    const name = task.name.toLowerCase().replaceAll("_", " ");
    return words.every((word) => name.includes(word));
  });
}

/** What the list folds to: the tasks that are on, as many as fit; the first of all where none is. */
export function folded(tasks: OfferedTask[], on: ReadonlySet<string>): ReadonlySet<string> {
  const chosen = tasks.filter(({ name }) => on.has(name));
  const kept = chosen.length > 0 ? chosen : tasks;
  return new Set(kept.slice(0, MANY).map(({ name }) => name));
}

/** Whether a fold still shows what it should: a choice that fits into it is all in sight. */
export function isUpToDate(
  fold: ReadonlySet<string>,
  tasks: OfferedTask[],
  on: ReadonlySet<string>,
): boolean {
  const names = new Set(tasks.map(({ name }) => name));
  if ([...fold].some((name) => !names.has(name))) return false;
  if (fold.size === 0) return tasks.length === 0;
  return on.size > MANY || [...on].every((name) => fold.has(name) || !names.has(name));
}

/** How a task is told from others at a glance: its classes, or the share of the positive one. */
export function inBrief({ kind, classes, counts, labelled }: OfferedTask): string {
  if (kind === "multilabel") return `${classes.length} labels: ${classes.join(", ")}`;
  if (classes.length > 2) return `${classes.length} classes`;
  const positive = counts?.[1];
  if (positive === undefined || !labelled) return classes.join(" / ");
  const share = (100 * positive) / labelled;
  return `${classes[1]}: ${share.toFixed(share < 1 ? 2 : 1)} %`;
}
