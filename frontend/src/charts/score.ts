import type { Data } from "plotly.js";
import { taskColor } from "@/shared/task-colors";
import {
  axis,
  baseLayout,
  type End,
  endLabels,
  epochAxis,
  escapeHtml,
  type Figure,
  HEIGHT,
  INNER_HEIGHT,
  lineEnds,
  margins,
  type Source,
  splitLine,
} from "./figure";
import { palette } from "./palette";
import { series, testSeries } from "./records";

/** The figures of a task that grow as it learns, all fractions. `baseline`: what is drawn dashed beneath. */
export const SCORES = [
  { key: "accuracy", title: "accuracy", baseline: "majority" },
  { key: "balanced_accuracy", title: "balanced accuracy", baseline: "chance" },
  { key: "f1", title: "F1", baseline: null },
  { key: "average_precision", title: "average precision", baseline: null },
  { key: "auroc", title: "AUROC", baseline: "chance" },
] as const;

export type Score = (typeof SCORES)[number];

const TOP = 1.02;

/**
 * One score of each task on validation, over what can be had without learning anything: of an accuracy the commonest
 * class, of a balanced accuracy and an AUROC a blind guess. `guesses` is the balanced accuracy of blind guesses by
 * task. With `source.detail` also the test split, where it was measured.
 */
export function scoreFigure(source: Source, score: Score, guesses: readonly (number | null)[]): Figure {
  const { scheme, total, epochs, shown, detail } = source;
  const lines = shown.map((index) => series(epochs, index, `validation_${score.key}`));
  const tests = detail ? shown.map((index) => testSeries(epochs, index, score.key)) : [];
  return {
    data: [
      ...baselines(source, score, guesses),
      ...shown.map((index, i) => scoreLine(source, index, lines[i] ?? [])),
      ...tests.flatMap((line, i) => splitLine(source, shown[i] as number, "test", line, ".1%")),
    ],
    layout: {
      ...baseLayout(scheme),
      margin: margins(source),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [0, TOP], tickformat: ".0%", dtick: 0.2, tick0: 0 }),
      annotations: endLabels(source, ends(source, lines, tests), (y) => (INNER_HEIGHT * y) / TOP),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}

type Line = readonly (number | null)[];

function ends({ shown, detail }: Source, lines: readonly Line[], tests: readonly Line[]): End[] {
  if (!detail) return lineEnds(shown, lines);
  return [...lineEnds(shown, lines, "validation"), ...lineEnds(shown, tests, "test")];
}

function scoreLine({ tasks, epochs, scheme, detail }: Source, index: number, y: (number | null)[]): Data {
  const color = taskColor(index, scheme);
  return {
    type: "scatter",
    // A single epoch would be a line without length.
    mode: epochs.length < 2 ? "markers" : "lines",
    name: detail ? "validation" : escapeHtml(tasks[index] ?? ""),
    x: epochs.map((epoch) => epoch.epoch),
    y,
    line: { color, width: 2 },
    marker: { color, size: 6 },
    hovertemplate: "%{y:.1%}",
  };
}

function baselines(source: Source, { key, baseline }: Score, guesses: readonly (number | null)[]): Data[] {
  const { tasks, epochs, shown, scheme } = source;
  if (baseline === "majority") {
    return shown.map((index) => {
      const majority = epochs.at(-1)?.tasks[index]?.validation_majority ?? null;
      const name = `${escapeHtml(tasks[index] ?? "")}, commonest class`;
      return level(source, name, majority, taskColor(index, scheme));
    });
  }
  if (baseline === null) return [];
  // Tasks with as many classes share a line.
  const chances = new Set(key === "auroc" ? [0.5] : shown.map((index) => guesses[index] ?? null));
  return [...chances].map((chance) => level(source, "blind guess", chance, palette(scheme).dim));
}

function level({ total }: Source, name: string, y: number | null, color: string): Data {
  return {
    type: "scatter",
    mode: "lines",
    name,
    x: [0.5, total + 0.5],
    y: [y, y],
    line: { color, width: 1.25, dash: "dash" },
    opacity: 0.75,
    hoverinfo: "skip",
  };
}
