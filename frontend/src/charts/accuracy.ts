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
  type Source,
} from "./figure";
import { series } from "./records";

const TOP = 1.02;

/** Validation accuracy of each task; dashed, what always answering the commonest class would score. */
export function accuracyFigure(source: Source): Figure {
  const { scheme, total, epochs, shown } = source;
  const lines = shown.map((index) => series(epochs, index, "validation_accuracy"));
  return {
    data: [
      ...shown.map((index) => majorityLine(source, index)),
      ...shown.map((index, i) => accuracyLine(source, index, lines[i] ?? [])),
    ],
    layout: {
      ...baseLayout(scheme),
      margin: margins(source),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [0, TOP], tickformat: ".0%", dtick: 0.2, tick0: 0 }),
      annotations: endLabels(source, lineEnds(shown, lines), (y) => (INNER_HEIGHT * y) / TOP),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}

function accuracyLine({ tasks, epochs, scheme }: Source, index: number, y: (number | null)[]): Data {
  const color = taskColor(index, scheme);
  return {
    type: "scatter",
    // A single epoch would be a line without length.
    mode: epochs.length < 2 ? "markers" : "lines",
    name: escapeHtml(tasks[index] ?? ""),
    x: epochs.map((epoch) => epoch.epoch),
    y,
    line: { color, width: 2 },
    marker: { color, size: 6 },
    hovertemplate: "%{y:.1%}",
  };
}

function majorityLine({ tasks, epochs, scheme, total }: Source, index: number): Data {
  const majority = epochs.at(-1)?.tasks[index]?.validation_majority ?? null;
  return {
    type: "scatter",
    mode: "lines",
    name: `${escapeHtml(tasks[index] ?? "")}, commonest class`,
    x: [0.5, total + 0.5],
    y: [majority, majority],
    line: { color: taskColor(index, scheme), width: 1.25, dash: "dash" },
    opacity: 0.75,
    hoverinfo: "skip",
  };
}
