import type { Annotations, Data } from "plotly.js";
import type { Quantity } from "@/api/compare";
import type { ColorScheme } from "@/shared/task-colors";
import {
  axis,
  baseLayout,
  edgeLabels,
  epochAxis,
  escapeHtml,
  type Figure,
  HEIGHT,
  INNER_HEIGHT,
  innerHeight,
} from "../figure";
import { palette } from "../palette";
import { type Band, curvesOf, overSeeds, type RunCurve, type SeedCurve } from "./over-seeds";
import type { Drawn } from "./variants";

const BAND_OPACITY = "2e";
/** Bands of more variants than this would hide each other and the lines. */
export const MOST_BANDS = 8;

/** What can be drawn over epochs. `fraction`: shown in per cent; `log`: on a logarithmic axis. */
export const QUANTITIES: { key: Quantity; words: string; scale: "fraction" | "log" | "linear" }[] = [
  { key: "validation_accuracy", words: "validation accuracy", scale: "fraction" },
  { key: "validation_balanced_accuracy", words: "validation balanced accuracy", scale: "fraction" },
  { key: "validation_f1", words: "validation F1", scale: "fraction" },
  { key: "validation_average_precision", words: "validation average precision", scale: "fraction" },
  { key: "validation_auroc", words: "validation AUROC", scale: "fraction" },
  { key: "validation_loss", words: "validation loss", scale: "log" },
  { key: "train_loss", words: "training loss", scale: "log" },
  { key: "V", words: "probe loss V", scale: "log" },
  { key: "P", words: "activation probability P", scale: "fraction" },
  { key: "P_u", words: "incompleteness P_u", scale: "fraction" },
  { key: "P_r", words: "stagnancy P_r", scale: "fraction" },
  { key: "I", words: "share of the first loss I", scale: "linear" },
  { key: "R", words: "rate of change R", scale: "linear" },
  { key: "R_global", words: "smoothed rate R′", scale: "linear" },
  { key: "test_accuracy", words: "test accuracy (for display)", scale: "fraction" },
  { key: "test_balanced_accuracy", words: "test balanced accuracy (for display)", scale: "fraction" },
  { key: "test_f1", words: "test F1 (for display)", scale: "fraction" },
  { key: "test_average_precision", words: "test average precision (for display)", scale: "fraction" },
  { key: "test_auroc", words: "test AUROC (for display)", scale: "fraction" },
  { key: "test_loss", words: "test loss (for display)", scale: "log" },
];

type Asked = {
  quantity: Quantity;
  band: Band;
  scheme: ColorScheme;
  /** Of an accuracy, what always answering the commonest class gives. */
  majority?: number | null;
};

/** One quantity of one task over epochs: the mean over seeds of each variant, and a band around it. */
export function overlayFigure(
  variants: readonly Drawn[],
  curves: readonly RunCurve[],
  { quantity, band, scheme, majority = null }: Asked,
): Figure {
  const scale = QUANTITIES.find(({ key }) => key === quantity)?.scale ?? "linear";
  const lines = variants.flatMap((drawn) => {
    const own = curvesOf(drawn, curves).map((curve) => (scale === "log" ? positive(curve) : curve));
    return own.length > 0 ? [{ drawn, curve: overSeeds(own, band) }] : [];
  });
  const total = Math.max(1, ...lines.map(({ curve }) => curve.epochs.at(-1) ?? 1));
  const banded = lines.length <= MOST_BANDS;
  const range = rangeOf(
    lines.map(({ curve }) => (banded ? curve : { ...curve, low: [], high: [] })),
    scale,
    majority,
  );
  const height = innerHeight(variants.length);
  return {
    data: [
      ...(banded ? lines.flatMap(({ drawn, curve }) => bandOf(drawn, curve)) : []),
      ...(majority === null || lines.length === 0 ? [] : [level(majority, total, scheme)]),
      ...lines.map(({ drawn, curve }) => lineOf(drawn, curve, scale)),
    ],
    layout: {
      ...baseLayout(scheme),
      uirevision: quantity,
      margin: { t: 26, b: 40, l: 48, r: 34 },
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, {
        range,
        ...(scale === "log" ? { type: "log", dtick: "D2", tickformat: "~g" } : {}),
        ...(scale === "fraction" ? { tickformat: ".0~%" } : {}),
      }),
      annotations: letters(lines, range, scale, scheme, height),
      height: HEIGHT - INNER_HEIGHT + height,
    },
    epochs: total,
    height: HEIGHT - INNER_HEIGHT + height,
  };
}

type Scale = (typeof QUANTITIES)[number]["scale"];
type Line = { drawn: Drawn; curve: SeedCurve };

/** A logarithm shows positive numbers alone; others leave a gap. */
function positive(curve: RunCurve): RunCurve {
  return { ...curve, values: curve.values.map((value) => (value !== null && value > 0 ? value : null)) };
}

function onScale(value: number, scale: Scale): number {
  return scale === "log" ? Math.log10(value) : value;
}

/** The values of all lines and bands with a little air, in the units of the axis. */
function rangeOf(curves: readonly SeedCurve[], scale: Scale, majority: number | null): [number, number] {
  const values = [majority, ...curves.flatMap(({ mean, low, high }) => [...mean, ...low, ...high])].filter(
    (value) => value !== null && (scale !== "log" || value > 0),
  ) as number[];
  if (values.length === 0) return scale === "log" ? [-2, 0.5] : [0, 1];
  const shown = values.map((value) => onScale(value, scale));
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const air = Math.max(0.05 * (high - low), 1e-3);
  return [low - air, high + air];
}

/** The dashed line of always answering the commonest class. */
function level(y: number, total: number, scheme: ColorScheme): Data {
  return {
    type: "scatter",
    mode: "lines",
    name: "commonest class",
    x: [0.5, total + 0.5],
    y: [y, y],
    line: { color: palette(scheme).dim, width: 1.25, dash: "dash" },
    hovertemplate: "%{y:.2%}",
  };
}

function lineOf({ variant, letter, color, dash }: Drawn, curve: SeedCurve, scale: Scale): Data {
  return {
    type: "scatter",
    mode: curve.epochs.length < 2 ? "markers" : "lines",
    name: escapeHtml(`${letter} ${variant.label}`),
    x: curve.epochs,
    y: curve.mean,
    customdata: curve.runs,
    connectgaps: false,
    line: { color, width: 2, dash },
    marker: { color, size: 7 },
    hovertemplate: `%{y:${scale === "fraction" ? ".2%" : ".4~g"}} (%{customdata} runs)`,
  };
}

/** One closed shape for each stretch of epochs with a band. */
function bandOf({ color }: Drawn, { epochs, low, high }: SeedCurve): Data[] {
  const stretches: number[][] = [[]];
  epochs.forEach((_, i) => {
    if (low[i] === null || high[i] === null) stretches.push([]);
    else stretches.at(-1)?.push(i);
  });
  const shapes = stretches.filter((stretch) => stretch.length > 1);
  if (shapes.length === 0) return [];
  const around = (forth: (number | null)[], back: (number | null)[]) =>
    shapes.flatMap((shape) => [
      ...shape.map((i) => forth[i] ?? null),
      ...shape.toReversed().map((i) => back[i] ?? null),
      null,
    ]);
  return [
    {
      type: "scatter",
      mode: "lines",
      x: around(epochs, epochs),
      y: around(high, low),
      fill: "toself",
      fillcolor: `${color}${BAND_OPACITY}`,
      line: { width: 0 },
      hoverinfo: "skip",
    },
  ];
}

/** The letters of the variants beside the ends of their lines. */
function letters(
  lines: readonly Line[],
  [low, high]: [number, number],
  scale: Scale,
  scheme: ColorScheme,
  height: number,
): Partial<Annotations>[] {
  const ends = lines.flatMap(({ drawn: { letter, color }, curve }) => {
    const y = curve.mean.findLast((value) => value !== null);
    if (y == null) return [];
    return [{ at: (height * (onScale(y, scale) - low)) / (high - low), text: letter, color }];
  });
  return edgeLabels(ends, scheme, height);
}
