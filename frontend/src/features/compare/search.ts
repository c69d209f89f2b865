import type { Metric, Quantity } from "@/api/compare";
import type { Band } from "@/charts/compare/over-seeds";
import { QUANTITIES } from "@/charts/compare/overlay";
import { METRIC_WORDS } from "@/charts/compare/variants";

/** All that the address of a comparison says: which runs, and every choice made on the page. */
export type CompareSearch = {
  /** Numbers separated by commas. */
  runs?: string | undefined;
  experiment?: string | undefined;
  metric?: Metric | undefined;
  /** A run of the variant that the others are compared with. */
  baseline?: number | undefined;
  task?: string | undefined;
  curve?: Quantity | undefined;
  band?: Band | undefined;
  /** The gains of all tasks although they are many; else those of the chosen task. */
  gains?: "all" | undefined;
};

export const METRICS = Object.keys(METRIC_WORDS) as Metric[];

/** Reads an address; what is not understood is left out. Runs are taken before an experiment. */
export function compareSearch(search: Record<string, unknown>): CompareSearch {
  const metric = METRICS.find((known) => known === search.metric);
  const curve = QUANTITIES.find(({ key }) => key === search.curve)?.key;
  const baseline = Number(search.baseline);
  return {
    ...which(search),
    ...(metric && metric !== "accuracy" ? { metric } : {}),
    ...(Number.isInteger(baseline) && baseline > 0 ? { baseline } : {}),
    ...(search.task == null || search.task === "" ? {} : { task: String(search.task) }),
    ...(curve && curve !== "validation_accuracy" ? { curve } : {}),
    ...(search.band === "sd" ? { band: "sd" as const } : {}),
    ...(search.gains === "all" ? { gains: "all" as const } : {}),
  };
}

/** What an address asks for that is not to be had, as `name = value`; the page shows something else in its place. */
export function misread(search: Record<string, unknown>): string[] {
  const baseline = Number(search.baseline);
  const known = {
    metric: METRICS.some((metric) => metric === search.metric),
    curve: QUANTITIES.some(({ key }) => key === search.curve),
    baseline: Number.isInteger(baseline) && baseline > 0,
    band: search.band === "sd" || search.band === "range",
    gains: search.gains === "all",
  };
  return Object.entries(known).flatMap(([name, understood]) =>
    understood || search[name] === undefined ? [] : [`${name} = ${String(search[name])}`],
  );
}

function which({ runs, experiment }: Record<string, unknown>): Pick<CompareSearch, "runs" | "experiment"> {
  if (runs != null && runs !== "") return { runs: String(runs) };
  if (experiment != null && experiment !== "") return { experiment: String(experiment) };
  return {};
}
