import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { Metric } from "@/api/compare";
import type { Difference, Drawn } from "@/charts/compare/variants";
import table from "@/shared/FigureTable.module.css";
import classes from "./tables.module.css";
import { differenceText, intervalText, seedsText, type Tone } from "./words";

type Props = {
  difference: Difference | null | undefined;
  metric: Metric;
  words: string;
  tone: Tone;
};

/** A difference with its interval, its seeds and its verdict. The number is bold only where a verdict is given. */
export function Told({ difference, metric, words, tone }: Props) {
  if (!difference) return <span className={table.aside}>–</span>;
  const firm = tone !== "open";
  const Arrow = difference.mean > 0 ? IconArrowUp : IconArrowDown;
  const value = differenceText(metric, difference.mean);
  return (
    <span className={classes.told} data-tone={tone}>
      <span className={classes.value}>
        {firm ? <Arrow size={13} aria-hidden /> : null}
        {firm ? <b>{value}</b> : value}
      </span>
      <span className={table.aside}>{intervalText(metric, difference)}</span>
      <span className={classes.words}>
        {words} <span className={table.aside}>({seedsText(difference.pairs)})</span>
      </span>
    </span>
  );
}

/** The letter of a variant in its colour and dash. */
export function Letter({ drawn }: { drawn: Drawn }) {
  return (
    <span className={classes.letter} title={drawn.variant.label}>
      <svg width="22" height="8" aria-hidden="true">
        <line
          x1="0"
          x2="22"
          y1="4"
          y2="4"
          stroke={drawn.color}
          strokeWidth="3"
          strokeDasharray={DASHES[drawn.dash] ?? ""}
        />
      </svg>
      <b>{drawn.letter}</b>
    </span>
  );
}

/** Plotly's dashes as SVG writes them. */
const DASHES: Record<string, string> = {
  dash: "7 4",
  dot: "2.5 2.5",
  dashdot: "7 3 2 3",
  longdash: "11 4",
  longdashdot: "11 3 2 3",
};
