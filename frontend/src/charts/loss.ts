import type { Data } from "plotly.js";
import { taskColor } from "@/shared/task-colors";
import {
  axis,
  baseLayout,
  endLabels,
  epochAxis,
  escapeHtml,
  type Figure,
  HEIGHT,
  INNER_HEIGHT,
  lineEnds,
  margins,
  markedLine,
  type Source,
  type Split,
  splitLine,
} from "./figure";
import { palette } from "./palette";
import { series, show, testSeries } from "./records";

type Line = readonly (number | null)[];
type Decades = { low: number; high: number };

/** Before the first loss: from 0.01 to about 3, where cross-entropies live. */
const EMPTY: Decades = { low: -2, high: 0.5 };
const STEP = 0.25;

/**
 * Validation loss of each task on a logarithmic axis; hollow where the task was dropped in that epoch. A loss that a
 * logarithm cannot show (NaN, infinity, zero) breaks the line and leaves a cross at the edge. With `source.detail` also
 * the training loss, and the test loss where it was measured.
 */
export function lossFigure(source: Source): Figure {
  const { scheme, total, epochs, shown } = source;
  const lines = shown.map((index) => series(epochs, index, "validation_loss"));
  const drawn = lines.map(onLogAxis);
  const others = source.detail ? shown.flatMap((index) => otherSplits(epochs, index)) : [];
  const decades = span([...drawn, ...others.map(({ line }) => line)].flat());
  const { low, high } = decades;
  return {
    data: [
      ...shown.flatMap((index, i) => [
        ...markedLine(source, index, drawn[i] ?? [], ".4~g"),
        ...crosses(source, index, lines[i] ?? [], decades),
      ]),
      ...others.flatMap(({ index, split, line }) => splitLine(source, index, split, line, ".4~g")),
    ],
    layout: {
      ...baseLayout(scheme),
      margin: margins(source),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { type: "log", range: [low, high], dtick: "D2", tickformat: "~g" }),
      annotations: endLabels(
        source,
        [
          ...lineEnds(shown, drawn, source.detail ? "validation" : undefined),
          ...others.flatMap(({ index, split, line }) => lineEnds([index], [line], split)),
        ],
        (y) => (INNER_HEIGHT * (Math.log10(y) - low)) / (high - low),
      ),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}

type Other = { index: number; split: Split; line: Line };

function otherSplits(epochs: Source["epochs"], index: number): Other[] {
  return [
    { index, split: "train", line: onLogAxis(series(epochs, index, "train_loss")) },
    { index, split: "test", line: onLogAxis(testSeries(epochs, index, "loss")) },
  ];
}

function onLogAxis(line: Line): (number | null)[] {
  return line.map((value) => (drawable(value) ? value : null));
}

function drawable(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value > 0;
}

/** The decades that hold all values, in quarter steps so that the axis stands still between most epochs. */
function span(values: Line): Decades {
  const logs = values.flatMap((value) => (value === null ? [] : [Math.log10(value)]));
  if (logs.length === 0) return EMPTY;
  const low = Math.floor(Math.min(...logs) / STEP - 0.25) * STEP;
  const high = Math.ceil(Math.max(...logs) / STEP + 0.25) * STEP;
  return { low, high };
}

function crosses({ tasks, epochs, scheme }: Source, index: number, line: Line, edge: Decades): Data[] {
  const missing = epochs.flatMap(({ epoch }, i) => {
    const value = line[i] ?? null;
    return value === null || drawable(value) ? [] : [{ epoch, value }];
  });
  if (missing.length === 0) return [];
  return [
    {
      type: "scatter",
      mode: "markers",
      name: escapeHtml(tasks[index] ?? ""),
      x: missing.map(({ epoch }) => epoch),
      y: missing.map(({ value }) => 10 ** (value <= 0 ? edge.low : edge.high)),
      text: missing.map(({ value }) => show(value)),
      cliponaxis: false,
      marker: {
        symbol: "x",
        size: 9,
        color: taskColor(index, scheme),
        line: { color: palette(scheme).bad, width: 1.5 },
      },
      hovertemplate: "%{text}",
    },
  ];
}
