/** The figures of a report in words. */
import { PUBLISHED_DIGITS, percent } from "@/shared/format";
import type { Preset } from "../types";

type Figure = Preset["published"][number];

/** Column of the `summary` table → what the page calls it. */
const METRICS: Record<string, string> = {
  accuracy: "accuracy",
  balanced_accuracy: "balanced",
  f1: "F1",
  loss: "loss",
  average_precision: "AP",
  auroc: "AUROC",
};

/** "test_accuracy" → "accuracy". */
function plainMetric(metric: string): string {
  return metric.replace(/^(overall_)?(test|final|best)_/, "");
}

export function metricTitle(metric: string): string {
  const plain = plainMetric(metric);
  return METRICS[plain] ?? plain.replaceAll("_", " ");
}

/** A fraction as reports write it: "90.32 %"; losses and F1 as they are. */
export function figureText({ metric, value }: Figure): string {
  const plain = plainMetric(metric);
  if (plain === "loss" || plain === "f1") return String(Number(value.toPrecision(5)));
  return `${percent(value, PUBLISHED_DIGITS)} %`;
}

/** A small table: each task with its figures, metric by metric; what is said of all tasks comes first. */
export function publishedTable(figures: Figure[]) {
  const metrics = [...new Set(figures.map(({ metric }) => metricTitle(metric)))];
  const tasks = [...new Set(figures.map(({ task }) => task))].toSorted(
    (a, b) => Number(a !== null) - Number(b !== null),
  );
  const rows = tasks.map((task) => ({
    task: task ?? "overall",
    cells: metrics.map((metric) => {
      const figure = figures.find(
        (candidate) => candidate.task === task && metricTitle(candidate.metric) === metric,
      );
      return figure ? figureText(figure) : "";
    }),
  }));
  return { metrics, rows };
}

const FEW = 3;

/** The figures on one line: "item 90.32 %, group 94.00 %"; of many tasks the overall one. */
export function publishedLine(figures: Figure[]): string {
  const accuracies = figures.filter(({ metric }) => plainMetric(metric) !== "loss");
  const told = accuracies.length > 0 ? accuracies : figures;
  const overall = told.filter(({ task }) => task === null);
  const few = told.length > FEW && overall.length > 0 ? overall : told.slice(0, FEW);
  const rest = told.length - few.length;
  const texts = few.map((figure) => {
    const metric = plainMetric(figure.metric) === "accuracy" ? "" : ` ${metricTitle(figure.metric)}`;
    return `${figure.task ?? "overall"}${metric} ${figureText(figure)}`;
  });
  return [...texts, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}
