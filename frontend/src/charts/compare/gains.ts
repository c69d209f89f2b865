import type { Data } from "plotly.js";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { axis, baseLayout, escapeHtml, type Figure } from "../figure";
import { palette } from "../palette";
import {
  type Comparison,
  comparedOf,
  type Difference,
  type Drawn,
  figuresOf,
  isFirm,
  METRIC_WORDS,
  unitOf,
} from "./variants";

const ROW = 22;
/** Up to here all tasks are drawn unless the reader says otherwise; of more rows one screen shows a small part. */
const MOST_ROWS = 48;
const GAP = 0.5;
const LONGEST_NAME = 18;
/** Of a bar whose difference may be chance. */
const PALE = 0.35;

type Row = {
  task: string | null;
  color: string;
  y: number;
  first: boolean;
  drawn: Drawn;
  difference: Difference;
};

/** Whether the gains of all tasks are too many to be read at once. */
export function hasManyGains({ tasks, baseline }: Comparison, variants: readonly Drawn[]): boolean {
  return (tasks.length + 1) * comparedOf(variants, baseline).length > MOST_ROWS;
}

/**
 * Every variant minus the baseline, for each of the tasks and over all tasks: a bar in the task's colour with its 95 % interval,
 * pale where no verdict can be given. One row a task and variant; the letter names the variant.
 */
export function gainsFigure(
  comparison: Comparison,
  variants: readonly Drawn[],
  scheme: ColorScheme,
  tasks: readonly string[] = comparison.tasks,
): Figure {
  const { metric } = comparison;
  const { ink, dim } = palette(scheme);
  const { factor, unit, format } = unitOf(metric);
  const rows = rowsOf(comparison, variants, scheme, tasks);
  const height = 84 + ROW * ((rows.at(-1)?.y ?? 0) + 1.5);
  const names = rows.map((row) => tickText(row));
  const bars: Data = {
    type: "bar",
    orientation: "h",
    x: rows.map(({ difference }) => factor * difference.mean),
    y: rows.map(({ y }) => y),
    width: 0.72,
    text: rows.map((row) => escapeHtml(sentence(row, metric))),
    textposition: "none",
    marker: {
      color: rows.map(({ color }) => color),
      opacity: rows.map(({ difference }) => (isFirm(difference) ? 1 : PALE)),
    },
    error_x: {
      type: "data",
      symmetric: true,
      // A bar without interval has no whiskers; the types know no gaps.
      array: rows.map(({ difference }) => halfWidth(difference, factor)) as number[],
      color: ink,
      thickness: 1.25,
      width: 3,
    },
    hovertemplate: `%{text}<br>%{x:${format}}${unit}<extra></extra>`,
  };
  return {
    data: [bars],
    layout: {
      ...baseLayout(scheme),
      uirevision: `${metric} ${tasks.length} ${rows.length}`,
      hovermode: "closest",
      height,
      margin: {
        t: 26,
        b: 44,
        r: 16,
        l: 34 + 6.6 * Math.min(LONGEST_NAME, Math.max(4, ...tasks.map((task) => task.length))),
      },
      xaxis: axis(scheme, {
        zeroline: true,
        zerolinecolor: dim,
        rangemode: "tozero",
        title: {
          text: `${METRIC_WORDS[metric]} minus baseline${unit && `,${unit}`}`,
          font: { size: 12 },
          standoff: 6,
        },
      }),
      yaxis: axis(scheme, {
        range: [(rows.at(-1)?.y ?? 0) + 0.75, -0.75],
        tickvals: rows.map(({ y }) => y),
        ticktext: names,
        showgrid: false,
        fixedrange: true,
      }),
    },
    epochs: rows.length,
    height,
  };
}

function rowsOf(
  { tasks, baseline }: Comparison,
  variants: readonly Drawn[],
  scheme: ColorScheme,
  shown: readonly string[],
): Row[] {
  const compared = comparedOf(variants, baseline);
  let y = 0;
  const groups = [...shown, null].map((task): Row[] => {
    const rows = compared.flatMap((drawn) => {
      const difference = figuresOf(drawn.variant, task)?.difference;
      return difference ? [{ drawn, difference }] : [];
    });
    const color = task === null ? palette(scheme).ink : taskColor(tasks.indexOf(task), scheme);
    const placed = rows.map((row, i) => ({ ...row, task, color, first: i === 0, y: y + i }));
    if (rows.length > 0) y += rows.length + GAP;
    return placed;
  });
  return groups.flat();
}

function tickText({ task, first, drawn }: Row): string {
  const name = task ?? "mean";
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  return `${first ? `${escapeHtml(shown)}  ` : ""}<b>${drawn.letter}</b>`;
}

function halfWidth({ low, high }: Difference, factor: number): number | null {
  return low === null || high === null ? null : (factor * (high - low)) / 2;
}

function sentence({ task, drawn, difference }: Row, metric: Comparison["metric"]): string {
  const of = task === null ? `mean ${METRIC_WORDS[metric]} over tasks` : `${METRIC_WORDS[metric]} of ${task}`;
  const seeds = `${difference.pairs} ${difference.pairs === 1 ? "seed" : "seeds"}`;
  return `${drawn.letter}, ${drawn.variant.label}: ${of}: ${difference.verdict} (${seeds})`;
}
