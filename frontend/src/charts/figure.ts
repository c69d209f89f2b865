import type { Annotations, Data, Layout, LayoutAxis } from "plotly.js";
import type { ColorScheme } from "@/shared/task-colors";
import { taskColor } from "@/shared/task-colors";
import { palette } from "./palette";
import type { Epoch } from "./records";
import { spread } from "./spread";

/**
 * What `Plot` draws. `epochs` is the number of finished epochs in it, `height` its reserved height in pixels. Where there
 * are fewer than `least` pixels, its words would overlap: it scrolls sideways instead.
 */
export type Figure = {
  data: Data[];
  layout: Partial<Layout>;
  epochs: number;
  height: number;
  least?: number;
};

/** What every figure over epochs is built from. `shown` are indices into the tasks, in the order to draw them. */
export type Source = {
  tasks: readonly string[];
  shown: readonly number[];
  epochs: readonly Epoch[];
  /** Epochs of the whole run: the x axis reaches there from the start. */
  total: number;
  scheme: ColorScheme;
  /** One task is looked at closely: its training and test lines stand beside validation. */
  detail?: boolean;
  /** Tasks that are answered no better than by their commonest class. */
  flagged?: ReadonlySet<number>;
};

export const HEIGHT = 286;
/** The top keeps room for the download buttons, the left for tick labels. */
const MARGIN = { t: 26, b: 40, l: 48, r: 12 };
/** More tasks than this are told apart by hovering, not by labels beside their lines. */
export const MOST_LABELS = 8;
const LONGEST_LABEL = 15;
/** Up to here every epoch has room for a mark of its own; */
export const FEW_EPOCHS = 60;
/** and beyond here none has. */
export const MANY_EPOCHS = 1000;
const LABEL_GAP = 14;

/** Height of the plotting area itself, for placing labels. */
export const INNER_HEIGHT = HEIGHT - MARGIN.t - MARGIN.b;

/** The parts that all figures share: quiet axes, the x range of the whole run, one unified hover box. */
export function baseLayout(scheme: ColorScheme): Partial<Layout> {
  const { ink, dim, line, panel } = palette(scheme);
  return {
    uirevision: "constant",
    paper_bgcolor: panel,
    plot_bgcolor: panel,
    font: { family: "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif", size: 12, color: dim },
    margin: { ...MARGIN },
    showlegend: false,
    hovermode: "x unified",
    hoverlabel: { bgcolor: panel, bordercolor: line, font: { color: ink, size: 12 } },
    height: HEIGHT,
  };
}

export function axis(scheme: ColorScheme, own: Partial<LayoutAxis>): Partial<LayoutAxis> {
  const { line, dim } = palette(scheme);
  return { gridcolor: line, linecolor: line, zeroline: false, ticks: "", tickfont: { color: dim }, ...own };
}

/** The heading of the hover box; the types do not know it yet. */
const UNIFIED_TITLE = { unifiedhovertitle: { text: "epoch %{x}" } };

/** Epochs 1…`total`, with half a column of air on both sides. */
export function epochAxis(scheme: ColorScheme, total: number): Partial<LayoutAxis> {
  return axis(scheme, {
    range: [0.5, total + 0.5],
    title: { text: "epoch", font: { size: 12 }, standoff: 6 },
    showgrid: false,
    tickformat: "d",
    dtick: tickStep(total),
    tick0: 0,
    hoverformat: "d",
    ...UNIFIED_TITLE,
  });
}

/** Epochs between two ticks, so that at most ten are labelled: 1, 2, 5, 10, 20, 50, … */
export function tickStep(total: number): number {
  const rough = total / 10;
  if (rough <= 1) return 1;
  const size = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * size >= rough) ?? 10) * size;
}

/**
 * A line over epochs and its marks: filled where the task trained, hollow where it was dropped. `y` may hold gaps, which
 * a `bridged` line runs across. In a long run only the hollow marks are drawn, as between them the line says enough; in a
 * very long one none fit.
 */
export function markedLine(
  source: Source,
  index: number,
  y: readonly (number | null)[],
  format: string,
  bridged = false,
): Data[] {
  const { tasks, epochs, total, scheme, detail } = source;
  const color = taskColor(index, scheme);
  const name = detail ? "validation" : escapeHtml(tasks[index] ?? "");
  const active = epochs.map((epoch) => epoch.tasks[index]?.active ?? true);
  const marked = epochs.flatMap((_, i) => (total <= FEW_EPOCHS || !active[i] ? [i] : []));
  return [
    {
      type: "scatter",
      mode: "lines",
      name,
      x: epochs.map((epoch) => epoch.epoch),
      y: [...y],
      connectgaps: bridged,
      line: { color, width: 2 },
      hovertemplate: `%{y:${format}}`,
    },
    {
      type: "scatter",
      mode: "markers",
      name,
      x: total > MANY_EPOCHS ? [] : marked.map((i) => epochs[i]?.epoch ?? null),
      y: total > MANY_EPOCHS ? [] : marked.map((i) => y[i] ?? null),
      marker: {
        size: total <= FEW_EPOCHS ? 7 : 5,
        color: marked.map((i) => (active[i] ? color : palette(scheme).panel)),
        line: { color, width: 1.5 },
      },
      hoverinfo: "skip",
    },
  ];
}

/** Splits whose line stands beside that of validation where one task is looked at closely. */
export type Split = "train" | "test";

const DASH = { train: "dash", test: "dot" } as const;
const SPLIT_NAME = { train: "train", test: "test, for display only" };

/** The line of another split; none where nothing was measured on it. */
export function splitLine(
  { epochs, scheme }: Source,
  index: number,
  split: Split,
  y: readonly (number | null)[],
  format: string,
): Data[] {
  if (y.every((value) => value === null)) return [];
  const color = split === "test" ? palette(scheme).ink : taskColor(index, scheme);
  return [
    {
      type: "scatter",
      mode: epochs.length < 2 ? "markers" : "lines",
      name: SPLIT_NAME[split],
      x: epochs.map((epoch) => epoch.epoch),
      y: [...y],
      connectgaps: false,
      line: { color, width: 1.5, dash: DASH[split] },
      marker: { color, size: 6, symbol: "diamond" },
      hovertemplate: `%{y:${format}}`,
    },
  ];
}

/** The newest value of each line that can be drawn; `text` where not the task's name stands beside it. */
export function lineEnds(
  shown: readonly number[],
  lines: readonly (readonly (number | null)[])[],
  text?: string,
): End[] {
  return shown.flatMap((index, i) => {
    const y = lines[i]?.findLast((value) => value !== null);
    return y == null ? [] : [{ index, y, ...(text ? { text } : {}) }];
  });
}

/** Where a line of the task `index` ends: its newest value that can be drawn. */
export type End = { index: number; y: number; text?: string };

/** What stands at the right edge beside the end of a line, which is `at` pixels above the bottom of the plotting area. */
export type EdgeLabel = { at: number; text: string; color: string; flagged?: boolean };

/** Height of a plotting area in which so many labels at the right edge do not overlap. */
export function innerHeight(labels: number): number {
  return Math.max(INNER_HEIGHT, LABEL_GAP * (labels + 1));
}

/** The labels at the right edge of a plotting area so many pixels high, pushed apart where they would overlap. */
export function edgeLabels(
  labels: readonly EdgeLabel[],
  scheme: ColorScheme,
  height = INNER_HEIGHT,
): Partial<Annotations>[] {
  const placed = spread(
    labels.map(({ at }) => at),
    LABEL_GAP,
    LABEL_GAP / 2,
    height,
  );
  const { ink, bad } = palette(scheme);
  return labels.map(({ text, color, flagged }, i) => ({
    xref: "paper",
    yref: "paper",
    x: 1,
    y: (placed[i] as number) / height,
    xanchor: "left",
    yanchor: "middle",
    xshift: 4,
    showarrow: false,
    align: "left",
    text: `<span style="color:${color}">${flagged ? "⚠" : "●"}</span> ${label(text)}`,
    font: { size: 12, color: flagged ? bad : ink },
  }));
}

/** Names of the tasks' lines beside where each ends now. `pixels` maps a value to pixels above the plotting area's bottom. */
export function endLabels(
  source: Source,
  ends: readonly End[],
  pixels: (y: number) => number,
): Partial<Annotations>[] {
  if (!labelled(source)) return [];
  const { tasks, scheme, flagged } = source;
  return edgeLabels(
    ends.map(({ index, y, text }) => ({
      at: pixels(y),
      text: text ?? tasks[index] ?? "",
      color: taskColor(index, scheme),
      flagged: flagged?.has(index) ?? false,
    })),
    scheme,
  );
}

/** Margins with room for the longest name; known before the first epoch, so that the plotting area never moves. */
export function margins(source: Source): { t: number; b: number; l: number; r: number } {
  if (!labelled(source)) return { ...MARGIN };
  const names = source.detail ? ["validation"] : source.shown.map((index) => source.tasks[index] ?? "");
  const longest = Math.max(...names.map((name) => label(name).length));
  return { ...MARGIN, r: Math.round(26 + 6.4 * longest) };
}

function labelled({ shown }: Source): boolean {
  return shown.length > 0 && shown.length <= MOST_LABELS;
}

function label(name: string): string {
  return escapeHtml(name.length > LONGEST_LABEL ? `${name.slice(0, LONGEST_LABEL - 1)}…` : name);
}

/** Plotly reads labels and hover texts as HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** A hover text as words: its lines joined, its escapes undone. */
export function plainText(html: string): string {
  return html
    .replaceAll("<br>", ", ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
