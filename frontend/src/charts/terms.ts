import type { Data } from "plotly.js";
import type { Schemas } from "@/api/client";
import {
  axis,
  baseLayout,
  epochAxis,
  escapeHtml,
  FEW_EPOCHS,
  type Figure,
  HEIGHT,
  MANY_EPOCHS,
  type Source,
} from "./figure";
import { METRICS, type Metric, palette } from "./palette";
import { series, show } from "./records";

const MOST_BARS = 120;

/**
 * What one task's probability is made of, epoch by epoch: the λ-weighted metrics stacked, P as their upper edge, and
 * the draw, filled where it fell below P. Without λ (a schedule that has no formula) P and the draws alone.
 */
export function termsFigure(source: Source, index: number, lambdas: Schemas["Lambdas"] | null): Figure {
  const { scheme, total, epochs } = source;
  const stack = lambdas
    ? METRICS.map((metric) => termTrace(source, index, metric, lambdas[metric.share]))
    : [];
  return {
    data: [...stack, probabilityEdge(source, index), draws(source, index)],
    layout: {
      ...baseLayout(scheme),
      // A negative term (literal reading) hangs below zero instead of eating into the others.
      barmode: "relative",
      bargap: 0.14,
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [0, 1.04], dtick: 0.2, tick0: 0, tickformat: ".1f" }),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}

/** Bars, or steps without gaps where bars would be thinner than their gaps. */
function termTrace({ epochs, scheme, total }: Source, index: number, metric: Metric, share: number): Data {
  // Where the loss was not a finite number, P is 1 by a guard and not by these terms.
  const values = epochs.map(({ tasks }) => (tasks[index]?.P_u == null ? null : tasks[index][metric.key]));
  const common = {
    name: metric.word,
    x: epochs.map((epoch) => epoch.epoch),
    y: values.map((value) => (value === null ? null : share * value)),
    text: values.map((value) => `${show(share, 2)} × ${show(value)}`),
    hovertemplate: "%{text} = %{y:.3f}",
  };
  const color = metric[scheme];
  if (total <= MOST_BARS) return { ...common, type: "bar", textposition: "none", marker: { color } };
  return {
    ...common,
    type: "scatter",
    mode: "none",
    stackgroup: "terms",
    line: { shape: "hvh" },
    fillcolor: color,
  } as Data;
}

function probabilityEdge({ epochs, scheme }: Source, index: number): Data {
  return {
    type: "scatter",
    mode: epochs.length < 2 ? "markers" : "lines",
    name: "P",
    x: epochs.map((epoch) => epoch.epoch),
    y: series(epochs, index, "P"),
    line: { color: palette(scheme).ink, width: 1.5, shape: "hvh" },
    marker: { color: palette(scheme).ink, symbol: "line-ew-open", size: 12 },
    hovertemplate: "%{y:.3f}",
  };
}

function draws({ epochs, tasks, scheme, total }: Source, index: number): Data {
  const { ink, panel } = palette(scheme);
  const name = escapeHtml(tasks[index] ?? "");
  const active = epochs.map((epoch) => epoch.tasks[index]?.active ?? false);
  return {
    type: "scatter",
    mode: "markers",
    name: "draw",
    x: total > MANY_EPOCHS ? [] : epochs.map((epoch) => epoch.epoch),
    y: total > MANY_EPOCHS ? [] : series(epochs, index, "draw"),
    text: active.map((on) => `${name} ${on ? "trained" : "dropped"}`),
    marker: {
      size: total <= FEW_EPOCHS ? 8 : 5,
      color: active.map((on) => (on ? ink : panel)),
      line: { color: active.map((on) => (on ? panel : ink)), width: 1.5 },
    },
    hovertemplate: "%{y:.3f}, %{text}",
  };
}
