import type { Schemas } from "@/api/client";
import type { Metric } from "@/api/compare";
import type { Difference } from "@/charts/compare/variants";
import { show } from "@/charts/records";
import { number, percent, points } from "@/shared/format";

type Spread = Schemas["Spread"];
export type Tone = "good" | "bad" | "open";

/** A figure of the metric: per cent, or a loss as it is. */
export function figureText(metric: Metric, value: number | null | undefined): string {
  return metric === "loss" ? show(value) : percent(value, 2);
}

/** Mean ± standard deviation over seeds. */
export function spreadText(metric: Metric, spread: Spread | null | undefined): string {
  if (!spread) return "–";
  const deviation = spread.sd === null ? "" : ` ± ${figureText(metric, spread.sd)}`;
  return figureText(metric, spread.mean) + deviation;
}

/** A difference with its sign: percentage points, or a loss as it is. */
export function differenceText(metric: Metric, value: number): string {
  if (metric !== "loss") return points(value, 2);
  return value > 0 ? `+${number(value)}` : number(value);
}

/** The 95 % interval; empty where a single pair gives none. */
export function intervalText(metric: Metric, { low, high }: Difference): string {
  if (low === null || high === null) return "";
  return `${differenceText(metric, low)} to ${differenceText(metric, high)}`;
}

export function seedsText(pairs: number): string {
  return `${pairs} ${pairs === 1 ? "seed" : "seeds"}`;
}

/** Whether a verdict is good news. Nothing is, as long as it cannot be told. */
export function toneOf({ verdict }: Pick<Difference, "verdict">, higherIsBetter: boolean): Tone {
  if (verdict === "higher") return higherIsBetter ? "good" : "bad";
  if (verdict === "lower") return higherIsBetter ? "bad" : "good";
  return "open";
}

/** Multi-task minus single-task in words. */
export function transferWords(difference: Pick<Difference, "verdict">, higherIsBetter: boolean): string {
  const tone = toneOf(difference, higherIsBetter);
  if (tone === "open") return difference.verdict;
  return tone === "good" ? "positive transfer" : "negative transfer";
}

/** What the sign of multi-task minus single-task says. */
export function transferHint(higherIsBetter: boolean): string {
  const side = higherIsBetter ? "below" : "above";
  return ` MTL − STL: with the other tasks minus alone, paired by seed; ${side} zero it is negative transfer.`;
}

/** Δm in words: above zero is better whatever the metric. */
export function deltaWords({ verdict }: Pick<Difference, "verdict">): string {
  if (verdict === "higher") return "better than alone";
  return verdict === "lower" ? "worse than alone" : verdict;
}
