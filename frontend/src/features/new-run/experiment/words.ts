/** What is varied and how many runs that makes, in words. */
import { METHOD } from "./methods";

const PLURALS: Record<string, string> = {
  method: "methods",
  schedule: "schedules",
  weighting: "weightings",
  aggregation: "aggregations",
  optimizer: "optimisers",
  trunk: "trunks",
};

/** How a varied setting is called in the form, apart from the setting itself. */
export function varyTitle(path: string, title: string): string {
  if (path === METHOD) return "Methods to compare";
  return PLURALS[path] ? `Compare ${PLURALS[path]}` : `Vary: ${title}`;
}

export type Plan = {
  /** Runs in all. */
  total: number;
  /** Those of them that train one task alone. */
  single: number;
  /** How many values each varied setting has, and how it is called. */
  varied: { field: string; title: string; values: number }[];
  seeds: number;
  twin: boolean;
};

/** "18 runs: 5 schedules × 3 seeds + 3 single-task." */
export function launchSentence({ total, single, varied, seeds, twin }: Plan): string {
  const factors = [
    ...varied.map(({ field, title, values }) => {
      if (values === 1) return `1 value of ${title}`;
      return PLURALS[field] ? `${values} ${PLURALS[field]}` : `${values} values of ${title}`;
    }),
    ...(seeds > 1 ? [`${seeds} seeds`] : []),
  ];
  const multi = total - single;
  const product = varied.reduce((all, { values }) => all * values, Math.max(1, seeds)) * (twin ? 2 : 1);
  const different = product === multi ? "" : `${multi} different of `;
  const what =
    factors.length > 0
      ? different + factors.join(" × ")
      : multi === 1
        ? "this one"
        : `${multi} with all tasks`;
  const pairs = twin ? ", each with its always-on twin" : "";
  const alone = single > 0 ? ` + ${single} single-task` : "";
  return `${total} ${total === 1 ? "run" : "runs"}: ${what}${pairs}${alone}.`;
}
