import {
  axis,
  baseLayout,
  endLabels,
  epochAxis,
  type Figure,
  HEIGHT,
  INNER_HEIGHT,
  lineEnds,
  margins,
  markedLine,
  type Source,
} from "./figure";
import { type Scale, series } from "./records";

const AIR = 0.03;

/** Activation probability P of each task; hollow where the draw dropped it. `scale` is all that P can be in this run. */
export function probabilitiesFigure(source: Source, scale: Scale): Figure {
  const { scheme, total, epochs, shown } = source;
  const lines = shown.map((index) => series(epochs, index, "P"));
  // A constant P would have a range without height.
  const low = (scale.high - scale.low < 0.1 ? Math.max(0, scale.low - 0.2) : scale.low) - AIR;
  const high = scale.high + AIR;
  return {
    data: shown.flatMap((index, i) => markedLine(source, index, lines[i] ?? [], ".3f")),
    layout: {
      ...baseLayout(scheme),
      margin: margins(source),
      xaxis: epochAxis(scheme, total),
      yaxis: axis(scheme, { range: [low, high], nticks: 6 }),
      annotations: endLabels(
        source,
        lineEnds(shown, lines),
        (y) => (INNER_HEIGHT * (y - low)) / (high - low),
      ),
    },
    epochs: epochs.length,
    height: HEIGHT,
  };
}
