import type { Data } from "plotly.js";
import type { Schemas } from "@/api/client";
import { taskColor } from "@/shared/task-colors";
import { axis, baseLayout, epochAxis, type Figure, HEIGHT, type Source } from "./figure";
import { palette } from "./palette";
import { series } from "./records";

/** P of the task at `index` as it was recorded (dotted) and as other settings would have made it (solid). */
export function replayFigure(source: Source, index: number, replay: Schemas["Replay"]): Figure {
  const { scheme, total, epochs } = source;
  const recorded = {
    name: "recorded",
    x: epochs.map(({ epoch }) => epoch),
    y: series(epochs, index, "P"),
    line: { color: palette(scheme).dim, width: 1.5, dash: "dot" },
    marker: { color: palette(scheme).dim, symbol: "line-ew-open", size: 12 },
  } as const;
  const replayed = {
    name: "replay",
    x: replay.epochs.map(({ epoch }) => epoch),
    y: replay.tasks[index]?.P ?? [],
    line: { color: taskColor(index, scheme), width: 2.5 },
    marker: { color: taskColor(index, scheme), size: 8 },
  } as const;
  return {
    data: [recorded, replayed].map(
      (line): Data => ({
        ...line,
        type: "scatter",
        mode: line.x.length < 2 ? "markers" : "lines",
        hovertemplate: "%{y:.3f}",
      }),
    ),
    layout: {
      ...baseLayout(scheme),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [-0.04, 1.04], dtick: 0.2, tick0: 0, tickformat: ".1f" }),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}
