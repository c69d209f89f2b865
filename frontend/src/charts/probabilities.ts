import type { Figure, Source } from "./figure";
import { type Scale, series } from "./records";
import { taskLinesFigure } from "./task-lines";

const AIR = 0.03;

/** Activation probability P of each task; hollow where the draw dropped it. `scale` is all that P can be in this run. */
export function probabilitiesFigure(source: Source, scale: Scale): Figure {
  const lines = source.shown.map((index) => series(source.epochs, index, "P"));
  // A constant P would have a range without height.
  const low = (scale.high - scale.low < 0.1 ? Math.max(0, scale.low - 0.2) : scale.low) - AIR;
  return taskLinesFigure(source, lines, { low, high: scale.high + AIR, format: ".3f" });
}
