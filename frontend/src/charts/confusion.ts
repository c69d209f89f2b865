import type { Data, PlotData } from "plotly.js";
import type { Schemas } from "@/api/client";
import { count, percent } from "@/shared/format";
import type { ColorScheme } from "@/shared/task-colors";
import { escapeHtml } from "./figure";
import { cellSide, matrixFrame, NAMED, type SizedFigure } from "./matrix";
import { palette } from "./palette";

export type Confusion = Schemas["ConfusionOut"];

/** One shade from the panel to the deepest tone, the same for every kind of sight: lightness alone carries the share. */
const DEEPEST = { light: "#08488c", dark: "#8ccbff" } as const;

/** Up to here a cell has room for the share and the count; */
const BOTH = 12;
/** and up to here for the share alone. */
const SHARE = 25;
/** Width of a cell of a label, which has room for the share and the count on one line. */
const LABEL_CELL = 96;

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
  const { rows, columns } = cells;
  const side = multilabel ? labelHeight(rows.length) : cellSide(rows.length, BOTH, SHARE);
  const scale = !multilabel && rows.length > SHARE;
  const { layout, height, width } = matrixFrame(
    {
      rows,
      columns,
      x: multilabel ? "truth → answer" : "answer",
      y: multilabel ? "label" : "truth",
      cell: { width: multilabel ? LABEL_CELL : side, height: side },
      scale,
    },
    scheme,
  );
  return {
    data: [
      { ...heatmap(cells, texts(cells, multilabel), scheme), ...(scale ? scaleOf(scheme) : {}) } as Data,
    ],
    // The same matrix of a later epoch keeps the reader's zoom, another one does not.
    layout: { ...layout, uirevision: `${confusion.task} ${rows.length}` },
    epochs: confusion.epoch,
    height,
    width,
    least: rows.length > NAMED ? width : 0,
  };
}

/** Shares that the scale names: close to each other below, as the colours are. */
const MARKS = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1];

/** The scale says in numbers what the cells have no room for. */
function scaleOf(scheme: ColorScheme): Partial<PlotData> {
  return {
    showscale: true,
    colorbar: {
      tickvals: MARKS.map(Math.sqrt),
      ticktext: MARKS.map((share) => `${percent(share, 0)} %`),
      tickfont: { size: 11, color: palette(scheme).dim },
      thickness: 12,
      outlinewidth: 0,
      x: 1,
      xpad: 12,
      ypad: 0,
    } as PlotData["colorbar"],
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

function labelHeight(labels: number): number {
  return labels <= SHARE ? 28 : 18;
}

function total(row: readonly number[]): number {
  return row.reduce((sum, value) => sum + value, 0);
}
