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

/** How lines lie on their axis. On a logarithmic one `low` and `high` are exponents of ten. */
export type Look = {
  low: number;
  high: number;
  log?: boolean;
  /** Of a value in the hover box, as d3 formats numbers. */
  format: string;
  /** Of the numbers at the axis; without it, as Plotly likes. */
  tickformat?: string;
  /** Lines run on through epochs without a value. */
  bridged?: boolean;
  /** An epoch that a dotted line marks. */
  epoch?: number | null;
};

/** One quantity of each shown task over epochs: its marked line, and its name where the line ends. */
export function taskLinesFigure(
  source: Source,
  lines: readonly (readonly (number | null)[])[],
  look: Look,
): Figure {
  const { scheme, total, epochs, shown } = source;
  const { low, high, log = false, format, tickformat, bridged = false, epoch = null } = look;
  const onAxis = log ? Math.log10 : (y: number) => y;
  return {
    data: shown.flatMap((index, i) => markedLine(source, index, lines[i] ?? [], format, bridged)),
    layout: {
      ...baseLayout(scheme),
      margin: margins(source),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, {
        range: [low, high],
        ...(log ? { type: "log", dtick: "D2" } : { nticks: 6 }),
        ...(tickformat ? { tickformat } : {}),
      }),
      annotations: endLabels(
        source,
        lineEnds(shown, lines),
        (y) => (INNER_HEIGHT * (onAxis(y) - low)) / (high - low),
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
