import type { Layout } from "plotly.js";
import type { ColorScheme } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure } from "./figure";

/** A figure with a width of its own: cells are squares where there is room. */
export type SizedFigure = Figure & { width: number };

/** Up to here the edges have room for names, and cells have gaps between them. */
export const NAMED = 50;
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
};

/** The layout around the cells, from the first row at the top down, and the size of it all in pixels. */
export function matrixFrame(
  { rows, columns, x, y, cell }: Matrix,
  scheme: ColorScheme,
): { layout: Partial<Layout>; height: number; width: number } {
  const room = rows.length <= NAMED ? 14 + 6.6 * Math.min(LONGEST_NAME, longest(rows)) : 8;
  const tilted = 6.6 * longest(columns) > 0.9 * cell.width && columns.length <= NAMED;
  const below = 14 + 6.6 * Math.min(LONGEST_NAME, longest(columns));
  const margin = { t: 26, r: 12, l: 24 + room, b: (tilted ? 0.75 * below : 16) + 28 };
  const height = Math.round(margin.t + margin.b + cell.height * rows.length);
  return {
    layout: {
      ...baseLayout(scheme),
      height,
      margin,
      hovermode: "closest",
      xaxis: edge(scheme, columns, x, tilted ? -45 : 0),
      yaxis: { ...edge(scheme, rows, y, 0), range: [rows.length - 0.5, -0.5] },
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

function edge(scheme: ColorScheme, names: readonly string[], title: string, tickangle: number) {
  const named = names.length <= NAMED;
  return axis(scheme, {
    range: [-0.5, names.length - 0.5],
    tickvals: named ? names.map((_, i) => i) : [],
    ticktext: named ? names.map((name) => escapeHtml(shorten(name))) : [],
    tickangle,
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
