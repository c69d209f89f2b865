import type { Data } from "plotly.js";
import type { ColorScheme } from "@/shared/task-colors";
import {
  axis,
  baseLayout,
  edgeLabels,
  epochAxis,
  escapeHtml,
  FEW_EPOCHS,
  type Figure,
  HEIGHT,
  INNER_HEIGHT,
} from "./figure";
import { lettered } from "./lettered";
import { cellSide, matrixFrame, NAMED, type SizedFigure } from "./matrix";
import { palette } from "./palette";
import { type Epoch, show } from "./records";

/** Two tasks by their places, the first before the second. */
export type Pair = readonly [number, number];

/** A pair over a run: the mean of its cosines, and in how many epochs of those that know it the gradients conflicted. */
export type Conflict = { pair: Pair; mean: number; against: number; known: number };

/**
 * Orange against blue, which every kind of sight tells apart, with the panel between. Most cosines of a network are
 * small, so the tone rises fast around 0; it is the same for every epoch and run.
 */
const TONES = {
  light: { against: ["#8f3400", "#d8752c", "#f3c9a3"], along: ["#bcd9f2", "#4b93cf", "#084a86"] },
  dark: { against: ["#ffb27a", "#c4651d", "#5c3413"], along: ["#173d5e", "#2f7ab8", "#9fd2ff"] },
} as const;
const STOPS = [0.1, 0.35, 1] as const;

/** Up to here a cell has room for its cosine, */
const WRITTEN = 12;
/** in so many pixels at least. */
const LEAST_CELL = 34;
const NARROW = 25;

/** The cosine between the gradients of two tasks in an epoch; null where they never met in a batch, or none was kept. */
export function cosineOf({ gradient_cosines }: Epoch, [first, second]: Pair): number | null {
  return gradient_cosines?.[first]?.[second] ?? null;
}

export function allPairs(tasks: number): Pair[] {
  return Array.from({ length: tasks }, (_, first) =>
    Array.from({ length: tasks - first - 1 }, (_, i): Pair => [first, first + 1 + i]),
  ).flat();
}

/** The pairs that conflict most, by their mean cosine over all epochs; pairs that never met are left out. */
export function mostConflicting(epochs: readonly Epoch[], tasks: number, limit: number): Conflict[] {
  const conflicts = allPairs(tasks).flatMap((pair): Conflict[] => {
    const known = epochs.flatMap((epoch) => cosineOf(epoch, pair) ?? []);
    if (known.length === 0) return [];
    const mean = known.reduce((sum, cosine) => sum + cosine, 0) / known.length;
    return [{ pair, mean, against: known.filter((cosine) => cosine < 0).length, known: known.length }];
  });
  return conflicts.sort((a, b) => a.mean - b.mean).slice(0, limit);
}

/** The cosines of all pairs in one epoch as a heatmap; grey: not known, and a task beside itself. */
export function cosinesFigure(epoch: Epoch, tasks: readonly string[], scheme: ColorScheme): SizedFigure {
  const side = cellSide(tasks.length, WRITTEN, NARROW);
  const frame = matrixFrame(
    { rows: tasks, columns: tasks, x: "", y: "", cell: { width: side, height: side } },
    scheme,
  );
  return {
    data: [heatmap(epoch, tasks, scheme)],
    // Cells that hold nothing show what lies behind them.
    layout: { ...frame.layout, plot_bgcolor: palette(scheme).line, uirevision: `${tasks.length}` },
    epochs: epoch.epoch,
    height: frame.height,
    width: frame.width,
    least: tasks.length <= WRITTEN ? frame.width - (side - LEAST_CELL) * tasks.length : 0,
  };
}

function heatmap(epoch: Epoch, tasks: readonly string[], scheme: ColorScheme): Data {
  const cells = tasks.map((_, i) => tasks.map((__, j) => (i === j ? null : cosineOf(epoch, [i, j]))));
  const gap = tasks.length <= NAMED ? 1 : 0;
  return {
    type: "heatmap",
    z: cells,
    zmin: -1,
    zmax: 1,
    colorscale: colorscale(scheme),
    showscale: false,
    xgap: gap,
    ygap: gap,
    // The types know lists of texts only, not tables.
    text: cells.map((row) =>
      row.map((cosine) => (cosine === null ? "" : twoDigits(cosine))),
    ) as unknown as string[],
    texttemplate: tasks.length <= WRITTEN ? "%{text}" : "",
    textfont: { size: 12 },
    hovertext: cells.map((row, i) => row.map((_, j) => sentence(epoch, tasks, i, j))) as unknown as string[],
    hovertemplate: "%{hovertext}<extra></extra>",
  } as Data;
}

/** Stops of the tones over [0, 1], where 0.5 is a cosine of 0. */
export function colorscale(scheme: ColorScheme): [number, string][] {
  const { against, along } = TONES[scheme];
  return [
    ...STOPS.toReversed().map((stop, i): [number, string] => [0.5 - stop / 2, against[i] as string]),
    [0.5, palette(scheme).panel],
    ...STOPS.map((stop, i): [number, string] => [0.5 + stop / 2, along[i] as string]),
  ];
}

function sentence(epoch: Epoch, tasks: readonly string[], i: number, j: number): string {
  const name = (index: number) => escapeHtml(tasks[index] ?? "");
  if (i === j) return name(i);
  const cosine = cosineOf(epoch, [i, j]);
  const pair = `${name(i)} and ${name(j)}`;
  if (cosine !== null) return `${pair}: ${show(cosine)}<br>${meaning(cosine)}`;
  const off = [i, j].filter((index) => epoch.tasks[index]?.active === false);
  return off.length > 0
    ? `${pair}: not known<br>${off.map(name).join(" and ")} dropped`
    : `${pair}: not known`;
}

/** What a cosine says about two tasks, in a few words. */
export function meaning(cosine: number): string {
  if (cosine <= -0.1) return "conflict: a step for one sets the other back";
  if (cosine < 0.1) return "nearly at right angles: they hardly touch each other";
  return "agreement: a step for one serves the other";
}

function twoDigits(cosine: number): string {
  return cosine
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, "")
    .replace("-", "−");
}

type Asked = { tasks: readonly string[]; epochs: readonly Epoch[]; total: number; scheme: ColorScheme };

/** A pair and its place in the list, which gives it letter and colour. */
export type Placed = { pair: Pair; place: number };

/** The cosines of some pairs over epochs; below 0, where gradients conflict, the ground is tinted. */
export function pairsFigure({ tasks, epochs, total, scheme }: Asked, pairs: readonly Placed[]): Figure {
  const lines = pairs.map((placed) => ({
    ...placed,
    ...lettered(placed.place, scheme),
    y: epochs.map((epoch) => cosineOf(epoch, placed.pair)),
  }));
  const [low, high] = rangeOf(lines.flatMap(({ y }) => y));
  const pixels = (y: number) => (INNER_HEIGHT * (y - low)) / (high - low);
  const ends = lines.flatMap(({ y, letter, color }) => {
    const last = y.findLast((value) => value !== null);
    return last == null ? [] : [{ at: pixels(last), text: letter, color }];
  });
  return {
    data: lines.map(
      ({ pair: [first, second], y, letter, color, dash }): Data => ({
        type: "scatter",
        mode: total <= FEW_EPOCHS || epochs.length < 2 ? "lines+markers" : "lines",
        name: escapeHtml(`${letter} ${tasks[first]} · ${tasks[second]}`),
        x: epochs.map(({ epoch }) => epoch),
        y,
        connectgaps: true,
        line: { color, dash, width: 2 },
        marker: { color, size: 6 },
        hovertemplate: "%{y:.3f}",
      }),
    ),
    layout: {
      ...baseLayout(scheme),
      margin: { t: 26, b: 40, l: 48, r: 34 },
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [low, high], nticks: 6 }),
      shapes: [below(low, scheme), zero(scheme)],
      annotations: edgeLabels(ends, scheme),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}

/** All values and 0, with some air, within [−1, 1]. */
function rangeOf(values: readonly (number | null)[]): [number, number] {
  const known = values.filter((value) => value !== null);
  const low = Math.min(-0.1, ...known);
  const high = Math.max(0.1, ...known);
  const air = 0.08 * (high - low);
  return [Math.max(-1.05, low - air), Math.min(1.05, high + air)];
}

function below(low: number, scheme: ColorScheme) {
  const fillcolor = TONES[scheme].against[1];
  return {
    type: "rect",
    layer: "below",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: low,
    y1: 0,
    fillcolor,
    opacity: 0.12,
    line: { width: 0 },
  } as const;
}

function zero(scheme: ColorScheme) {
  return {
    type: "line",
    layer: "below",
    xref: "paper",
    x0: 0,
    x1: 1,
    y0: 0,
    y1: 0,
    line: { color: palette(scheme).dim, width: 1 },
  } as const;
}
