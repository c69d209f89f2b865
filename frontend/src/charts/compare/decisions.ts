import type { ColorScale, Data, Shape } from "plotly.js";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { axis, baseLayout, epochAxis, escapeHtml, type Figure } from "../figure";
import { palette } from "../palette";
import { show } from "../records";
import { curvesOf, type RunCurve } from "./over-seeds";
import type { Drawn } from "./variants";

const ROW = 20;
/** Above this many rows they get thinner, so that the figure stays on one screen. */
const MANY = 30;
const THIN = 12;

/** The decisions about one task, run under run: filled in the task's colour where it trained, the deeper the larger P. */
export function decisionsFigure(
  variants: readonly Drawn[],
  curves: readonly RunCurve[],
  index: number,
  scheme: ColorScheme,
): Figure {
  const rows = variants.flatMap((drawn) =>
    curvesOf(drawn, curves).map((curve) => ({ drawn, curve, seed: seedOf(drawn, curve) })),
  );
  const total = Math.max(1, ...rows.map(({ curve }) => curve.epochs.at(-1) ?? 1));
  const epochs = Array.from({ length: total }, (_, i) => i + 1);
  const many = rows.length > MANY;
  // Before the curves are there their space is.
  const expected = rows.length || variants.reduce((sum, { variant }) => sum + variant.runs.length, 0);
  const height = 74 + (expected > MANY ? THIN : ROW) * Math.max(1, expected);
  const heat: Data = {
    type: "heatmap",
    x: epochs,
    y: rows.map((_, i) => i),
    z: rows.map(({ curve }) => epochs.map((epoch) => cell(curve, epoch))),
    text: rows.map(({ drawn, curve, seed }) =>
      epochs.map((epoch) => sentence(drawn, seed, curve, epoch)),
    ) as unknown as string[],
    hoverongaps: false,
    hovertemplate: "%{text}<extra></extra>",
    zmin: 0,
    zmax: 2,
    colorscale: shades(index, scheme),
    showscale: false,
    xgap: total > 100 ? 0 : 1,
    ygap: many ? 1 : 2,
  };
  const starts = firsts(rows);
  const named = many ? starts : rows.map((_, i) => i);
  return {
    data: rows.length > 0 ? [heat] : [],
    layout: {
      ...baseLayout(scheme),
      uirevision: `${index} ${rows.length}`,
      hovermode: "closest",
      height,
      margin: { t: 26, b: 40, r: 16, l: 96 },
      shapes: starts.slice(1).map((i) => between(i, total, scheme)),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, {
        range: [Math.max(1, rows.length) - 0.5, -0.5],
        tickvals: named,
        ticktext: named.map((i) => {
          const row = rows[i];
          return row ? `<b>${row.drawn.letter}</b> ${many ? "" : `seed ${row.seed}`}` : "";
        }),
        tickfont: { size: many ? 10 : 12, color: palette(scheme).dim },
        showgrid: false,
        fixedrange: true,
      }),
    },
    epochs: total,
    height,
  };
}

/** 0: dropped; 1 + P: trained; null: the run had ended. */
function cell({ epochs, active, P }: RunCurve, epoch: number): number | null {
  const i = epochs.indexOf(epoch);
  if (i < 0) return null;
  return active[i] ? 1 + (P[i] ?? 1) : 0;
}

function sentence({ letter }: Drawn, seed: string, { epochs, active, P }: RunCurve, epoch: number): string {
  const i = epochs.indexOf(epoch);
  if (i < 0) return "";
  return `${letter}, seed ${escapeHtml(seed)}, epoch ${epoch}: ${active[i] ? "trained" : "dropped"}, P = ${show(P[i])}`;
}

/** Grey up to the middle of the scale (dropped), from there the task's colour, pale to full. */
function shades(index: number, scheme: ColorScheme): ColorScale {
  const { line, panel } = palette(scheme);
  const full = taskColor(index, scheme);
  return [
    [0, line],
    [0.49, line],
    [0.5, mixed(full, panel, 0.35)],
    [1, full],
  ];
}

function mixed(color: string, other: string, share: number): string {
  const parts = [1, 3, 5].map((at) => {
    const [a, b] = [color, other].map((hex) => Number.parseInt(hex.slice(at, at + 2), 16)) as [
      number,
      number,
    ];
    return Math.round(share * a + (1 - share) * b)
      .toString(16)
      .padStart(2, "0");
  });
  return `#${parts.join("")}`;
}

function seedOf({ variant }: Drawn, { run_id }: RunCurve): string {
  return variant.runs.find(({ id }) => id === run_id)?.seed ?? "";
}

/** A gap above the first run of a variant. */
function between(row: number, total: number, scheme: ColorScheme): Partial<Shape> {
  const line = { color: palette(scheme).panel, width: 4 };
  return { type: "line", x0: 0.5, x1: total + 0.5, y0: row - 0.5, y1: row - 0.5, line };
}

function firsts(rows: readonly { drawn: Drawn }[]): number[] {
  return rows.flatMap(({ drawn }, i) => (rows[i - 1]?.drawn === drawn ? [] : [i]));
}
