import type { Data } from "plotly.js";
import { percent } from "@/shared/format";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure, HEIGHT } from "../figure";
import { palette } from "../palette";
import { type Place, placed } from "./placing";
import { type Comparison, comparedOf, type Drawn, figuresOf, isFirm, METRIC_WORDS, unitOf } from "./variants";

/** The plotting area on a phone, in pixels: where letters have room there, they have it everywhere. */
const NARROW = { width: 260, height: HEIGHT - 70 };
/** Of the axes on both sides of the marks, so that letters stay within. */
const AIR = 0.12;

/**
 * How often a task was dropped against what that gained it: a mark for each task and variant, with the letter of the
 * variant where that has room.
 */
export function dropGainFigure(
  comparison: Comparison,
  variants: readonly Drawn[],
  scheme: ColorScheme,
): Figure {
  const { metric, tasks, baseline } = comparison;
  const { dim, ink, panel } = palette(scheme);
  const { factor, unit, format } = unitOf(metric);
  const marks = comparedOf(variants, baseline).flatMap((drawn) =>
    tasks.flatMap((task, index) => {
      const figures = figuresOf(drawn.variant, task);
      const { difference, drop_rate: drop } = figures ?? {};
      return difference && drop ? [{ drawn, task, index, difference, drop: drop.mean }] : [];
    }),
  );
  const x = marks.map(({ drop }) => drop);
  const y = marks.map(({ difference }) => factor * difference.mean);
  const [across, upwards] = [rangeOf([0, ...x]), rangeOf([0, ...y])];
  const places = placed(
    marks.map(({ drawn }, i) => ({
      x: NARROW.width * share(x[i] as number, across),
      y: NARROW.height * (1 - share(y[i] as number, upwards)),
      text: drawn.letter,
    })),
  );
  const data: Data = {
    type: "scatter",
    mode: "text+markers",
    x,
    y,
    text: marks.map(({ drawn }, i) => (places[i] === null ? "" : drawn.letter)),
    // The types know one place for all.
    textposition: places.map((place) => place ?? "top center") as unknown as Place,
    cliponaxis: false,
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
      // Filled marks stand out from each other, hollow ones keep the colour of their task.
      line: {
        width: 1.5,
        color: marks.map(({ difference, index }) => (isFirm(difference) ? panel : taskColor(index, scheme))),
      },
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
        tickformat: ".0~%",
        range: across,
        title: { text: "epochs dropped", font: { size: 12 }, standoff: 6 },
      }),
      yaxis: axis(scheme, {
        range: upwards,
        zeroline: true,
        zerolinecolor: dim,
        title: { text: `minus baseline${unit && `,${unit}`}`, font: { size: 12 }, standoff: 4 },
      }),
    },
    epochs: marks.length,
    height: HEIGHT,
  };
}

function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = AIR * (high - low) || 0.5;
  return [low - air, high + air];
}

function share(value: number, [low, high]: [number, number]): number {
  return (value - low) / (high - low);
}
