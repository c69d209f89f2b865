import type { Layout } from "plotly.js";
import type { ColorScheme } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure } from "./figure";
import { palette } from "./palette";

/** A figure with a width of its own: cells are squares where there is room. */
export type SizedFigure = Figure & { width: number };

/** Up to here the edges have room for every name, and cells have gaps between them. */
export const NAMED = 50;
/** Beyond, every so many pixels one stands. */
const NAME_GAP = 15;
/** A scale beside the cells and its numbers. */
const SCALE_ROOM = 72;
const LONGEST_NAME = 16;
const SMALLEST_CELL = 6;
const SIDE = 620;

/** A table of cells with names at its left and lower edge. `x` and `y` say what the columns and the rows are. */
export type Matrix = {
  rows: readonly string[];
  columns: readonly string[];
  x: string;
  y: string;
  /** Size of a cell in pixels. */
  cell: { width: number; height: number };
  /** The trace shows its colour scale at the right. */
  scale?: boolean;
};

/** The layout around the cells, from the first row at the top down, and the size of it all in pixels. */
export function matrixFrame(
  { rows, columns, x, y, cell, scale }: Matrix,
  scheme: ColorScheme,
): { layout: Partial<Layout>; height: number; width: number } {
  const room = 14 + 6.6 * Math.min(LONGEST_NAME, longest(rows));
  const tilted = 6.6 * longest(columns) > 0.9 * cell.width;
  const below = 14 + 6.6 * Math.min(LONGEST_NAME, longest(columns));
  const margin = { t: 26, r: scale ? SCALE_ROOM : 12, l: 24 + room, b: (tilted ? 0.75 * below : 16) + 28 };
  const height = Math.round(margin.t + margin.b + cell.height * rows.length);
  return {
    layout: {
      ...baseLayout(scheme),
      height,
      margin,
      hovermode: "closest",
      xaxis: edge(scheme, columns, x, cell.width, tilted ? -45 : 0),
      yaxis: { ...edge(scheme, rows, y, cell.height, 0), range: [rows.length - 0.5, -0.5] },
    },
    height,
    width: Math.round(margin.l + margin.r + cell.width * columns.length),
  };
}

/** Side of a square cell in pixels. Up to `roomy` cells in a row there is room for two lines, up to `narrow` for one. */
export function cellSide(cells: number, roomy: number, narrow: number): number {
  if (cells <= 3) return 84;
  if (cells <= roomy) return 50;
  if (cells <= narrow) return 27;
  return Math.max(SMALLEST_CELL, SIDE / cells);
}

function edge(scheme: ColorScheme, names: readonly string[], title: string, size: number, tickangle: number) {
  const step = names.length <= NAMED ? 1 : Math.ceil(NAME_GAP / size);
  const named = names.flatMap((_, i) => (i % step === 0 ? [i] : []));
  return axis(scheme, {
    range: [-0.5, names.length - 0.5],
    tickvals: named,
    ticktext: named.map((i) => escapeHtml(shorten(names[i] ?? ""))),
    tickangle,
    // Where some names are left out, a stroke says which row or column a name is of.
    ...(step > 1 ? { ticks: "outside", ticklen: 4, tickcolor: palette(scheme).dim } : {}),
    showgrid: false,
    title: { text: title, font: { size: 12 }, standoff: 8 },
  });
}

function longest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}

function shorten(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
