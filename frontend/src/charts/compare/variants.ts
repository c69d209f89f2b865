import type { Dash } from "plotly.js";
import type { Schemas } from "@/api/client";
import type { ColorScheme } from "@/shared/task-colors";

export type Comparison = Schemas["Comparison"];
export type Variant = Schemas["VariantOut"];
export type Figures = Schemas["TaskFigures"];
export type Difference = Schemas["DifferenceOut"];

/** A variant as it is called and drawn: the same letter, colour and dash on every chart and in every table. */
export type Drawn = { variant: Variant; letter: string; color: string; dash: Dash };

/**
 * Hues that no task has (after Tol's colour-blind-safe "muted" scheme): a colour of a task always means that task. Dash
 * and letter tell variants apart without them.
 */
const LIGHT = ["#332288", "#c4506a", "#77771c", "#2a8a7c", "#882255", "#a0409a"];
const DARK = ["#9d8df1", "#f0919f", "#c9c95c", "#7fd6c8", "#d56fa5", "#dd8ad0"];
const DASHES: Dash[] = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

/** Variants with several tasks first, then those with a single one; each keeps its letter whatever the baseline is. */
export function drawnVariants(variants: readonly Variant[], scheme: ColorScheme): Drawn[] {
  const ring = scheme === "dark" ? DARK : LIGHT;
  const ordered = [...variants.filter((v) => !v.single_task), ...variants.filter((v) => v.single_task)];
  return ordered.map((variant, index) => ({
    variant,
    letter: letter(index),
    color: ring[index % ring.length] as string,
    // The second round of colours starts with another dash, so that thirty-six look different.
    dash: DASHES[(index + Math.floor(index / ring.length)) % DASHES.length] as Dash,
  }));
}

/** A, B, …, Z, AA, AB, … */
export function letter(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last;
}

/** The figures of one task of a variant; null asks for the mean over its tasks. */
export function figuresOf(variant: Variant, task: string | null): Figures | undefined {
  return variant.figures.find((figures) => figures.task === task);
}

/** Whether the interval leaves out zero and rests on enough seeds. */
export function isFirm({ verdict }: Difference): boolean {
  return verdict === "higher" || verdict === "lower";
}

/** Factor and unit in which differences of the metric are shown: percentage points, or the loss as it is. */
export function unitOf(metric: Comparison["metric"]): { factor: number; unit: string; format: string } {
  return metric === "loss"
    ? { factor: 1, unit: "", format: "+.4f" }
    : { factor: 100, unit: " points", format: "+.2f" };
}

export const METRIC_WORDS: Record<Comparison["metric"], string> = {
  accuracy: "accuracy",
  balanced_accuracy: "balanced accuracy",
  f1: "F1",
  average_precision: "average precision",
  auroc: "AUROC",
  loss: "loss",
};
