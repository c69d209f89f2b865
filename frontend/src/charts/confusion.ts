import type { Data } from "plotly.js";
import type { Schemas } from "@/api/client";
import { count, percent } from "@/shared/format";
import type { ColorScheme } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure } from "./figure";
import { palette } from "./palette";

export type Confusion = Schemas["ConfusionOut"];

/** A figure with a width of its own: cells are squares where there is room. */
export type SizedFigure = Figure & { width: number };

/** One shade from the panel to the deepest tone, the same for every kind of sight: lightness alone carries the share. */
const DEEPEST = { light: "#08488c", dark: "#8ccbff" } as const;

const LONGEST_NAME = 16;
/** Up to here a cell has room for the share and the count; */
const BOTH = 12;
/** up to here for the share alone; */
const SHARE = 25;
/** and up to here the edges have room for names. */
const NAMED = 50;
const SMALLEST_CELL = 6;
/** Width of a cell of a label, which has room for the share and the count on one line. */
const LABEL_CELL = 96;
const SIDE = 620;

type Cells = {
  rows: string[];
  columns: string[];
  counts: number[][];
  shares: (number | null)[][];
  /** A cell in words. */
  say: (row: string, column: string) => string;
};

/**
 * A confusion matrix as a heatmap: a row for each true class, a column for each answer; the depth of colour is the share
 * of the row, on a square-root scale, so that rare mistakes show. A multilabel task has a row for each label instead, in
 * four columns: what was true and what was answered.
 */
export function confusionFigure(confusion: Confusion, scheme: ColorScheme): SizedFigure {
  const multilabel = confusion.kind === "multilabel";
  const cells = multilabel ? labelCells(confusion) : classCells(confusion);
  const size = Math.max(cells.rows.length, cells.columns.length);
  const cell = multilabel ? labelHeight(size) : cellSize(size);
  const room = cells.rows.length <= NAMED ? 14 + 6.6 * Math.min(LONGEST_NAME, longest(cells.rows)) : 8;
  const crowded = 6.6 * longest(cells.columns) > 0.9 * cell;
  const tilted = !multilabel && crowded && cells.columns.length <= NAMED;
  const margin = { t: 26, r: 12, l: 24 + room, b: (tilted ? 0.75 * room : 16) + 28 };
  const height = Math.round(margin.t + margin.b + cell * cells.rows.length);
  const width = Math.round(margin.l + margin.r + (multilabel ? LABEL_CELL : cell) * cells.columns.length);
  return {
    data: [heatmap(cells, texts(cells, multilabel), scheme)],
    layout: {
      ...baseLayout(scheme),
      // The same matrix of a later epoch keeps the reader's zoom, another one does not.
      uirevision: `${confusion.task} ${cells.rows.length}`,
      height,
      margin,
      hovermode: "closest",
      xaxis: edge(scheme, cells.columns, multilabel ? "truth → answer" : "answer", tilted ? -45 : 0),
      yaxis: {
        ...edge(scheme, cells.rows, multilabel ? "label" : "truth", 0),
        range: [cells.rows.length - 0.5, -0.5],
      },
    },
    epochs: confusion.epoch,
    height,
    width,
  };
}

/** Which classes are taken for which others, most often first; of the same counts the larger share of its class. */
export type Mistake = { truth: string; answer: string; count: number; share: number };

export function mostConfused({ kind, classes, matrix }: Confusion, limit: number): Mistake[] {
  if (kind === "multilabel") return [];
  const mistakes = matrix.flatMap((row, truth) => {
    const all = total(row);
    return row.flatMap((images, answer) =>
      images === 0 || truth === answer
        ? []
        : [
            {
              truth: classes[truth] ?? "",
              answer: classes[answer] ?? "",
              count: images,
              share: images / all,
            },
          ],
    );
  });
  return mistakes.sort((a, b) => b.count - a.count || b.share - a.share).slice(0, limit);
}

function classCells({ classes, matrix }: Confusion): Cells {
  const say = (truth: string, answer: string) => `true ${truth}, answered ${answer}`;
  return { rows: classes, columns: classes, counts: matrix, shares: matrix.map(sharesOf), say };
}

function labelCells({ classes, matrix }: Confusion): Cells {
  const both = (rows: readonly (readonly (number | null)[])[]) =>
    classes.map((_, i) => [...(rows[2 * i] ?? []), ...(rows[2 * i + 1] ?? [])]);
  return {
    rows: classes,
    columns: ["no → no", "no → yes", "yes → no", "yes → yes"],
    counts: both(matrix) as number[][],
    shares: both(matrix.map(sharesOf)),
    say: (label, cell) => `${label}, ${cell}`,
  };
}

function sharesOf(row: readonly number[]): (number | null)[] {
  const all = total(row);
  return row.map((images) => (all === 0 ? null : images / all));
}

type Texts = { cells: string[][]; size: number };

function heatmap(
  { rows, columns, counts, shares, say }: Cells,
  { cells, size }: Texts,
  scheme: ColorScheme,
): Data {
  const gap = rows.length <= NAMED ? 1 : 0;
  const hover = (i: number, j: number, images: number) =>
    `${escapeHtml(say(rows[i] ?? "", columns[j] ?? ""))}: ${count(images)}<br>` +
    `${percent(shares[i]?.[j] ?? null)} % of the same truth`;
  return {
    type: "heatmap",
    z: shares.map((row) => row.map((share) => (share === null ? null : Math.sqrt(share)))),
    zmin: 0,
    zmax: 1,
    colorscale: [
      [0, palette(scheme).panel],
      [1, DEEPEST[scheme]],
    ],
    showscale: false,
    xgap: gap,
    ygap: gap,
    // The types know lists of texts only, not tables.
    text: cells as unknown as string[],
    texttemplate: cells.length > 0 ? "%{text}" : "",
    textfont: { size },
    hovertext: counts.map((row, i) => row.map((images, j) => hover(i, j, images))) as unknown as string[],
    hovertemplate: "%{hovertext}<extra></extra>",
  } as Data;
}

/** Share and count of each cell as far as there is room; an empty cell stays empty. */
function texts({ counts, shares }: Cells, multilabel: boolean): Texts {
  const classes = counts.length;
  const write = (text: (share: number | null, images: number) => string) =>
    counts.map((row, i) =>
      row.map((images, j) => (images === 0 ? "" : text(shares[i]?.[j] ?? null, images))),
    );
  if (multilabel)
    return { cells: write((share, images) => `${percent(share, 0)} % · ${count(images)}`), size: 10 };
  if (classes > SHARE) return { cells: [], size: 10 };
  if (classes > BOTH) return { cells: write((share) => percent(share, 0)), size: 10 };
  const digits = classes <= 5 ? 1 : 0;
  return { cells: write((share, images) => `${percent(share, digits)} %<br>${count(images)}`), size: 12 };
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

function cellSize(classes: number): number {
  if (classes <= 3) return 84;
  if (classes <= BOTH) return 50;
  if (classes <= SHARE) return 27;
  return Math.max(SMALLEST_CELL, SIDE / classes);
}

function labelHeight(labels: number): number {
  return labels <= SHARE ? 28 : 18;
}

function longest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}

function shorten(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function total(row: readonly number[]): number {
  return row.reduce((sum, value) => sum + value, 0);
}
