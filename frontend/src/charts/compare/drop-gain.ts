import type { Data } from "plotly.js";
import { percent } from "@/shared/format";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure, HEIGHT } from "../figure";
import { palette } from "../palette";
import { type Comparison, type Drawn, figuresOf, isFirm, METRIC_WORDS, unitOf } from "./variants";

/** How often a task was dropped against what that gained it: a mark for each task and variant. */
export function dropGainFigure(
  comparison: Comparison,
  variants: readonly Drawn[],
  scheme: ColorScheme,
): Figure {
  const { metric, tasks, baseline } = comparison;
  const { dim, ink } = palette(scheme);
  const { factor, unit, format } = unitOf(metric);
  const compared = variants.filter(({ variant }) => !variant.single_task && variant.id !== baseline);
  const marks = compared.flatMap((drawn) =>
    tasks.flatMap((task, index) => {
      const figures = figuresOf(drawn.variant, task);
      const { difference, drop_rate: drop } = figures ?? {};
      return difference && drop ? [{ drawn, task, index, difference, drop: drop.mean }] : [];
    }),
  );
  const data: Data = {
    type: "scatter",
    mode: "text+markers",
    x: marks.map(({ drop }) => drop),
    y: marks.map(({ difference }) => factor * difference.mean),
    text: marks.map(({ drawn }) => drawn.letter),
    textposition: "top center",
    textfont: { size: 11, color: ink },
    customdata: marks.map(({ drawn, task, drop, difference }) =>
      escapeHtml(
        `${drawn.letter}, ${task}: dropped in ${percent(drop)} % of epochs; ${METRIC_WORDS[metric]} ${difference.verdict}`,
      ),
    ),
    marker: {
      size: 11,
      color: marks.map(({ index }) => taskColor(index, scheme)),
      symbol: marks.map(({ difference }) => (isFirm(difference) ? "circle" : "circle-open")),
      line: { width: 1.5 },
    },
    hovertemplate: `%{customdata}<br>%{y:${format}}${unit}<extra></extra>`,
  };
  return {
    data: [data],
    layout: {
      ...baseLayout(scheme),
      uirevision: metric,
      hovermode: "closest",
      margin: { t: 26, b: 44, l: 60, r: 20 },
      xaxis: axis(scheme, {
        tickformat: ".0%",
        rangemode: "tozero",
        title: { text: "epochs dropped", font: { size: 12 }, standoff: 6 },
      }),
      yaxis: axis(scheme, {
        zeroline: true,
        zerolinecolor: dim,
        title: { text: `minus baseline${unit && `,${unit}`}`, font: { size: 12 }, standoff: 4 },
      }),
    },
    epochs: marks.length,
    height: HEIGHT,
  };
}
