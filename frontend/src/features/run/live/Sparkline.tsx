import { memo } from "react";
import classes from "./TasksTable.module.css";

const WIDTH = 76;
const HEIGHT = 24;
const PAD = 3;

type Props = {
  /** By epoch, from the first; null and non-finite values leave a gap. */
  values: readonly (number | null)[];
  /** Epochs of the whole run: the line grows into the width reserved for it. */
  total: number;
  color: string;
};

/** A loss over the run, on a logarithmic scale of its own. */
export const Sparkline = memo(function Sparkline({ values, total, color }: Props) {
  const path = sparkPath(values, total);
  return (
    <svg
      className={classes.spark}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path
        d={path}
        fill="none"
        stroke={color}
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
});

/** An SVG path through the values; each run of drawable values is a line of its own. */
export function sparkPath(values: readonly (number | null)[], total: number): string {
  const logs = values.map((value) =>
    value !== null && Number.isFinite(value) && value > 0 ? Math.log(value) : null,
  );
  const known = logs.filter((log) => log !== null);
  if (known.length === 0) return "";
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i: number) => PAD + ((WIDTH - 2 * PAD) * i) / Math.max(1, total - 1);
  const y = (log: number) => PAD + (HEIGHT - 2 * PAD) * (1 - (log - low) / span);
  return logs
    .map((log, i) => {
      if (log === null) return "";
      const start = i === 0 || logs[i - 1] === null;
      // A line of no length still shows as a dot, thanks to its round caps.
      return `${start ? `M${point(x(i), y(log))}` : ""}L${point(x(i), y(log))}`;
    })
    .join("");
}

function point(x: number, y: number): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
