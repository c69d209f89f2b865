import type { Figure, Source } from "./figure";
import { type Epoch, series } from "./records";
import { taskLinesFigure } from "./task-lines";

/** What a method multiplies: the loss of a task, or its gradient on the shared trunk. */
export type Weight = "weight" | "gradient_weight";

/** Weights further apart than this are told apart on a logarithmic axis alone. */
const FAR_APART = 50;
const AIR = 0.05;

/**
 * One kind of weight of each shown task: the mean over the batches of each epoch. A dropped task has none; its line runs
 * on to the next epoch in which it trained.
 */
export function weightsFigure(source: Source, weight: Weight): Figure {
  const lines = source.shown.map((index) => series(source.epochs, index, weight).map(finite));
  return taskLinesFigure(source, lines, {
    ...rangeOf(lines.flat()),
    format: ".4~g",
    tickformat: "~g",
    bridged: true,
  });
}

/** The `count` tasks whose newest weights lie furthest out on both sides, by their places; all where there are fewer. */
export function outermost(epochs: readonly Epoch[], tasks: number, weight: Weight, count: number): number[] {
  const places = Array.from({ length: tasks }, (_, index) => index);
  const newest = places.map((index) => series(epochs, index, weight).findLast((value) => value !== null));
  const known = places.filter((index) => newest[index] != null);
  if (known.length <= count) return places.slice(0, count);
  const ranked = known.toSorted((a, b) => (newest[b] as number) - (newest[a] as number));
  const half = Math.ceil(count / 2);
  return [...ranked.slice(0, half), ...ranked.slice(half - count)].toSorted((a, b) => a - b);
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function rangeOf(values: readonly (number | null)[]): { low: number; high: number; log?: true } {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { low: 0, high: 2 };
  const [least, most] = [Math.min(...known), Math.max(...known)];
  if (least > 0 && most / least > FAR_APART) {
    return { low: Math.log10(least) - AIR, high: Math.log10(most) + AIR, log: true };
  }
  const [low, high] = [Math.min(0, least), Math.max(0, most)];
  const air = AIR * (high - low || 1);
  return { low: low < 0 ? low - air : 0, high: high + air };
}
