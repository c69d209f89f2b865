import type { Figure, Source } from "./figure";
import { series } from "./records";
import { taskLinesFigure } from "./task-lines";

const AIR = 0.04;

/** One metric of DST (`P_u`, …) of each task; hollow where the draw dropped it. `epoch` is marked by a line. */
export function metricFigure(
  source: Source,
  metric: "P_d" | "P_c" | "P_u" | "P_r",
  epoch: number | null,
): Figure {
  const lines = source.shown.map((index) => series(source.epochs, index, metric));
  // Only the literal reading of P_r falls below 0, and then without bound.
  const low = Math.min(0, ...lines.flat().filter((value) => value !== null)) - AIR;
  return taskLinesFigure(source, lines, { low, high: 1 + AIR, format: ".3f", epoch });
}
