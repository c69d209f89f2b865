import type { Schemas } from "@/api/client";
import type { ColorScheme } from "@/shared/task-colors";
import { type Lettered, lettered } from "../lettered";

export type Comparison = Schemas["Comparison"];
export type Variant = Schemas["VariantOut"];
export type Figures = Schemas["TaskFigures"];
export type Difference = Schemas["DifferenceOut"];

/** A variant as it is called and drawn. */
export type Drawn = Lettered & { variant: Variant };

/** Variants with several tasks first, then those with a single one; each keeps its letter whatever the baseline is. */
export function drawnVariants(variants: readonly Variant[], scheme: ColorScheme): Drawn[] {
  const ordered = [...variants.filter((v) => !v.single_task), ...variants.filter((v) => v.single_task)];
  return ordered.map((variant, index) => ({ variant, ...lettered(index, scheme) }));
}

/** The figures of one task of a variant; null asks for the mean over its tasks. */
export function figuresOf(variant: Variant, task: string | null): Figures | undefined {
  return variant.figures.find((figures) => figures.task === task);
}

/** What stands against the baseline: the other variants with several tasks. */
export function comparedOf(variants: readonly Drawn[], baseline: Comparison["baseline"]): Drawn[] {
  return variants.filter(({ variant }) => !variant.single_task && variant.id !== baseline);
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
