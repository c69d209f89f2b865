import type { Data } from "plotly.js";
import { percent } from "@/shared/format";
import { taskColor } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure, HEIGHT, type Source } from "./figure";
import { palette } from "./palette";
import { type DropShare, dropShare } from "./records";

const ROW = 28;
const LONGEST_NAME = 18;

type Dot = { index: number; row: number; share: DropShare };

/** How often each task was dropped, beside what its probabilities led one to expect. One row a task. */
export function dropRatesFigure(source: Source): Figure {
  const { tasks, shown, epochs, scheme } = source;
  const dots = shown.flatMap((index, row): Dot[] => {
    const share = dropShare(epochs, index);
    return share ? [{ index, row, share }] : [];
  });
  const names = shown.map((index) => tasks[index] ?? "");
  const height = Math.max(HEIGHT, 80 + ROW * shown.length);
  return {
    data: [ranges(dots, scheme), expectations(dots, scheme), observations(dots, tasks, scheme)],
    layout: {
      ...baseLayout(scheme),
      height,
      hovermode: "closest",
      margin: { t: 26, b: 40, r: 16, l: 20 + 6.6 * Math.min(LONGEST_NAME, longest(names)) },
      xaxis: axis(scheme, {
        range: [-0.02, 1.02],
        tickformat: ".0%",
        dtick: 0.2,
        title: { text: "epochs dropped", font: { size: 12 }, standoff: 6 },
      }),
      yaxis: axis(scheme, {
        range: [Math.max(1, shown.length) - 0.5, -0.5],
        tickvals: names.map((_, row) => row),
        ticktext: names.map((name) => escapeHtml(shorten(name))),
        showgrid: false,
        fixedrange: true,
      }),
    },
    epochs: epochs.length,
    height,
  };
}

function ranges(dots: readonly Dot[], scheme: Source["scheme"]): Data {
  return {
    type: "scatter",
    mode: "lines",
    x: dots.flatMap(({ share }) => [share.low, share.high, null]),
    y: dots.flatMap(({ row }) => [row, row, null]),
    line: { color: palette(scheme).line, width: 9 },
    hoverinfo: "skip",
  };
}

function expectations(dots: readonly Dot[], scheme: Source["scheme"]): Data {
  return {
    type: "scatter",
    mode: "markers",
    x: dots.map(({ share }) => share.expected),
    y: dots.map(({ row }) => row),
    marker: { symbol: "line-ns-open", size: 14, color: palette(scheme).dim, line: { width: 2 } },
    hovertemplate: "expected: %{x:.1%}<extra></extra>",
  };
}

function observations(dots: readonly Dot[], tasks: readonly string[], scheme: Source["scheme"]): Data {
  return {
    type: "scatter",
    mode: "markers",
    x: dots.map(({ share }) => share.dropped),
    y: dots.map(({ row }) => row),
    text: dots.map(({ index, share }) => sentence(tasks[index] ?? "", share)),
    marker: { size: 11, color: dots.map(({ index }) => taskColor(index, scheme)) },
    hovertemplate: "%{text}<extra></extra>",
  };
}

function sentence(task: string, { dropped, expected, low, high }: DropShare): string {
  return (
    `${escapeHtml(task)}: dropped in ${percent(dropped)} % of epochs<br>` +
    `expected ${percent(expected)} %, by chance ${percent(low)} to ${percent(high)} %`
  );
}

function longest(names: readonly string[]): number {
  return Math.max(0, ...names.map((name) => name.length));
}

function shorten(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}
