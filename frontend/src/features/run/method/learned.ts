import type { Config } from "@/charts/records";
import type { Weight } from "@/charts/weights";
import { inWords } from "@/shared/names";

/** A kind of weight that a run's method sets anew, and what its chart says. */
export type LearnedWeight = { weight: Weight; title: string; hint: string };

const RESTING = "A dropped task has none; its line runs on to when it trains again.";

/** What the method of a run changes from epoch to epoch; empty where losses keep their weights and gradients are added. */
export function learnedWeights(config: Partial<Config>): LearnedWeight[] {
  const { weighting, aggregation, schedule } = config;
  const weighs = weighting && weighting.kind !== "fixed" && weighting.kind !== "equal";
  const names = [
    ...(weighs ? [inWords(weighting.kind)] : []),
    ...(schedule?.kind === "soft" ? ["the soft schedule"] : []),
  ];
  const learned: LearnedWeight[] = [];
  if (names.length > 0) {
    learned.push({
      weight: "weight",
      title: "Loss weights",
      hint: `What ${names.join(" and ")} multiplied each task's loss with, mean over the epoch. ${RESTING}`,
    });
  }
  if (aggregation && combines(config)) {
    learned.push({
      weight: "gradient_weight",
      title: "Gradient weights",
      hint: `What ${inWords(aggregation.kind)} multiplied each task's gradient with on the shared trunk, mean over the epoch. ${RESTING}`,
    });
  }
  return learned;
}

/** Whether the gradients of the tasks are looked at one by one, so that their cosines are known. */
export function combines({ aggregation }: Partial<Config>): boolean {
  return aggregation !== undefined && aggregation.kind !== "sum";
}

/** Whether a run has anything to show of its method. */
export function learnsAnything(config: Partial<Config>): boolean {
  return learnedWeights(config).length > 0;
}
