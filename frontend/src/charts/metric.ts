import type { Data } from "plotly.js";
import {
  axis,
  baseLayout,
  endLabels,
  epochAxis,
  type Figure,
  HEIGHT,
  INNER_HEIGHT,
  lineEnds,
  margins,
  markedLine,
  type Source,
} from "./figure";
import { palette } from "./palette";
import { series } from "./records";

const AIR = 0.04;

/** One metric of DST (`P_u`, …) of each task; hollow where the draw dropped it. `epoch` is marked by a line. */
export function metricFigure(
  source: Source,
  metric: "P_d" | "P_c" | "P_u" | "P_r",
  epoch: number | null,
): Figure {
  const { scheme, total, epochs, shown } = source;
  const lines = shown.map((index) => series(epochs, index, metric));
  // Only the literal reading of P_r falls below 0, and then without bound.
  const lowest = Math.min(0, ...lines.flat().filter((value) => value !== null)) - AIR;
  const highest = 1 + AIR;
  return {
    data: shown.flatMap((index, i): Data[] => markedLine(source, index, lines[i] ?? [], ".3f")),
    layout: {
      ...baseLayout(scheme),
      margin: margins(source),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [lowest, highest], nticks: 6 }),
      annotations: endLabels(
        source,
        lineEnds(shown, lines),
        (y) => (INNER_HEIGHT * (y - lowest)) / (highest - lowest),
      ),
      shapes: epoch === null ? [] : [mark(epoch, palette(scheme).dim)],
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}

function mark(epoch: number, color: string) {
  return {
    type: "line",
    x0: epoch,
    x1: epoch,
    y0: 0,
    y1: 1,
    yref: "paper",
    line: { color, width: 1, dash: "dot" },
  } as const;
}
