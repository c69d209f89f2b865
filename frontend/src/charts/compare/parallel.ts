import type { Annotations, Data, Shape } from "plotly.js";
import { percent } from "@/shared/format";
import { settingText } from "@/shared/settings";
import type { ColorScheme } from "@/shared/task-colors";
import { axis, baseLayout, edgeLabels, escapeHtml, type Figure, innerHeight } from "../figure";
import { palette } from "../palette";
import { show } from "../records";
import { spread } from "../spread";
import { type Comparison, type Drawn, figuresOf, METRIC_WORDS, type Variant } from "./variants";

const LONGEST_VALUE = 16;
const LONGEST_FIELD = 20;
const MARGIN = { t: 40, b: 24, l: 40, r: 44 };
/** What the axis reaches below and above the upright lines. */
const AIR = 0.08;
/** Behind the last upright line, in distances between two: its words, and the ways to the letters. */
const TAIL = 0.5;
/** Pixels that a value needs along its line. */
const VALUE_GAP = 14;
/** Pixels between two lines in which their headings do not overlap. */
const LINE_GAP = 150;

/** An upright line: where each variant meets it, in [0, 1], and what is written along it. */
type Line = { title: string; at: (number | null)[]; ticks: { at: number; text: string }[] };

/**
 * Parallel coordinates: an upright line for each setting that varies, then the drop rate and the metric on the test
 * split; each variant is a path over them. `title` names a setting by its dotted path. (Plotly's cartesian bundle has no such chart, so it is drawn from lines.)
 */
export function parallelFigure(
  comparison: Comparison,
  variants: readonly Drawn[],
  scheme: ColorScheme,
  title: (field: string) => string,
): Figure {
  const compared = variants.filter(({ variant }) => !variant.single_task);
  const lines = linesOf(
    comparison,
    compared.map(({ variant }) => variant),
    title,
  );
  const height = innerHeight(compared.length);
  const place = (y: number) => (height * (y + AIR)) / (1 + 2 * AIR);
  const ends = lines.at(-1)?.at.map((y) => place(y ?? 0.5)) ?? [];
  const letters = spread(ends, VALUE_GAP, VALUE_GAP / 2, height);
  const paths = compared.map((drawn, i): Data => {
    const { variant, letter, color, dash } = drawn;
    return {
      type: "scatter",
      mode: "lines+markers",
      name: escapeHtml(`${letter} ${variant.label}`),
      // A path ends at its letter.
      x: [...lines.map((_, line) => line), lines.length - 1 + TAIL],
      y: [...lines.map(({ at }) => at[i] ?? null), ((letters[i] ?? 0) / height) * (1 + 2 * AIR) - AIR],
      line: { color, dash, width: 2 },
      marker: { color, size: [...lines.map(() => 7), 0] },
      hovertemplate: `${escapeHtml(`${letter} ${variant.label}`)}<extra></extra>`,
    };
  });
  return {
    data: paths,
    layout: {
      ...baseLayout(scheme),
      uirevision: `${comparison.metric} ${lines.length}`,
      hovermode: "closest",
      height: height + MARGIN.t + MARGIN.b,
      margin: MARGIN,
      xaxis: axis(scheme, {
        range: [-0.15, lines.length - 1 + TAIL],
        visible: false,
        fixedrange: true,
      }),
      yaxis: axis(scheme, { range: [-AIR, 1 + AIR], visible: false, fixedrange: true }),
      shapes: lines.map((_, place) => upright(place, scheme)),
      annotations: [
        ...lines.flatMap((line, i) => written(line, i, scheme, Math.floor(height / VALUE_GAP))),
        ...edgeLabels(
          compared.map(({ letter: text, color }, i) => ({ at: ends[i] as number, text, color })),
          scheme,
          height,
        ),
      ],
    },
    epochs: compared.length,
    height: height + MARGIN.t + MARGIN.b,
    least: 160 + LINE_GAP * (lines.length - 1),
  };
}

function linesOf(
  { fields, metric }: Comparison,
  variants: readonly Variant[],
  title: (field: string) => string,
): Line[] {
  const settings = fields.flatMap((field) => {
    const values = variants.map(({ settings }) => settingText(field, settings[field]));
    return new Set(values).size > 1 ? [settingLine(title(field), values)] : [];
  });
  const drops = variants.map((variant) => figuresOf(variant, null)?.drop_rate?.mean ?? null);
  const results = variants.map((variant) => figuresOf(variant, null)?.test?.mean ?? null);
  const print = metric === "loss" ? (value: number) => show(value) : (value: number) => `${percent(value)} %`;
  return [
    ...settings,
    measuredLine("drop rate", drops, (value) => `${percent(value, 0)} %`),
    measuredLine(`test ${METRIC_WORDS[metric]}`, results, print),
  ];
}

/** Values in equal steps, numbers in their order. */
function settingLine(title: string, values: readonly string[]): Line {
  const known = [...new Set(values)].sort((a, b) => {
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) ? a.localeCompare(b) : difference;
  });
  const at = (value: string) => known.indexOf(value) / Math.max(1, known.length - 1);
  return { title, at: values.map(at), ticks: known.map((text) => ({ at: at(text), text })) };
}

function measuredLine(title: string, values: (number | null)[], print: (value: number) => string): Line {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { title, at: values, ticks: [] };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  // Where all are alike the paths meet in the middle.
  const place = (value: number) => (high === low ? 0.5 : (value - low) / (high - low));
  return {
    title,
    at: values.map((value) => (value === null ? null : place(value))),
    ticks: [...new Set([low, high])].map((value) => ({ at: place(value), text: print(value) })),
  };
}

function upright(place: number, scheme: ColorScheme): Partial<Shape> {
  const { line } = palette(scheme);
  return {
    type: "line",
    layer: "below",
    x0: place,
    x1: place,
    y0: 0,
    y1: 1,
    line: { color: line, width: 2 },
  };
}

function written(
  { title, ticks }: Line,
  place: number,
  scheme: ColorScheme,
  most: number,
): Partial<Annotations>[] {
  const { ink, dim, panel } = palette(scheme);
  const head: Partial<Annotations> = {
    x: place,
    y: 1,
    yshift: 20,
    showarrow: false,
    text: `<b>${escapeHtml(shorten(title, LONGEST_FIELD, "start"))}</b>`,
    font: { size: 12, color: ink },
    xanchor: place === 0 ? "left" : "center",
    xshift: place === 0 ? -32 : 0,
  };
  const step = Math.ceil(ticks.length / most);
  const readable = ticks.filter((_, i) => i % step === 0);
  const values = readable.map(
    ({ at, text }): Partial<Annotations> => ({
      x: place,
      y: at,
      xanchor: "left",
      xshift: 6,
      showarrow: false,
      text: escapeHtml(shorten(text, LONGEST_VALUE, "end")),
      font: { size: 11, color: dim },
      bgcolor: panel, // paths go behind the words
      borderpad: 1,
    }),
  );
  return [head, ...values];
}

/** The end of a dotted field says most, the start of a value does. */
function shorten(text: string, longest: number, dropped: "start" | "end"): string {
  if (text.length <= longest) return text;
  return dropped === "start" ? `…${text.slice(1 - longest)}` : `${text.slice(0, longest - 1)}…`;
}
