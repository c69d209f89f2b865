/** One plain sentence for each quantity: what its number says about this task in this epoch. */

import { count, percent } from "@/shared/format";
import { type Guard, guardWords } from "./guards";
import type { Dst, Setting } from "./setting";

const STAGNANCY_GUARDS: ReadonlySet<Guard> = new Set(["not_improving", "undefined_ratio", "undefined_rate"]);

export function ofLoss({ run, epoch }: Setting): string {
  const probe = run.plan
    ? `${count(run.plan.probe_samples)} training images`
    : "a fixed set of training images";
  return `Mean loss over the probe (${probe}), measured before epoch ${epoch.epoch} changed a weight; dropped tasks are measured too.`;
}

export function ofDepth({ run, index }: Setting): string {
  const depths = run.plan?.tasks.map((task) => task.depth) ?? [];
  const own = depths[index];
  const most = Math.max(...depths);
  if (own === undefined) return "Trainable layers up to this task's output, beside the deepest task's.";
  if (depths.every((depth) => depth === own))
    return "Every task lies equally deep, so depth cannot tell them apart.";
  if (own === most) return "No task lies deeper, so it counts in full.";
  return `Its output lies ${own} layers deep, the deepest task's ${most}: shallower tasks train less often.`;
}

export function ofSamples({ run, index }: Setting): string {
  const samples = run.plan?.tasks.map((task) => task.samples) ?? [];
  const own = samples[index];
  const most = Math.max(...samples);
  if (own === undefined)
    return "Labelled training samples of this task, beside those of the best-labelled one.";
  if (samples.every((c) => c === own))
    return "Every task has equally many labels, so they cannot tell the tasks apart.";
  if (own === most) return "No task has more labels, so it counts in full.";
  return `It has ${percent(own / most, 0)} % of the labels of the best-labelled task: fewer labels, less training.`;
}

export function ofCompletion({ row, epoch, first }: Setting): string {
  if (row.I === null) return "Not defined: the loss is not a finite number.";
  if (epoch.epoch === first?.epoch) return "This first loss is the yardstick for all later epochs.";
  if (row.I > 1) return `Its loss has grown to ${row.I.toPrecision(3)} times its first loss.`;
  return `${percent(row.I)} % of its first loss is left.`;
}

export function ofIncompleteness({ row, epoch }: Setting): string {
  if (row.P_u === null) return "Not defined: the loss is not a finite number.";
  if (epoch.epoch === 1) return "Nothing is learned yet, so every task counts in full.";
  if (row.P_u >= 1) return "No less is left of it than of the average task, so it counts in full.";
  return "Less is left of it than of the average task: others need the epoch more.";
}

export function ofRate({ row, before, epoch }: Setting): string {
  if (epoch.epoch === 1) return "A rate needs two measurements: it begins in epoch 2.";
  if (row.R === null) return "Not defined: this loss or the one before is not a finite number.";
  if (row.R === 0) return "Its loss did not change since the epoch before.";
  const ahead =
    row.P_u !== null && row.P_u < 1
      ? "; divided by its incompleteness it weighs more, because the task is ahead"
      : "";
  const change = before?.V && row.V !== null ? ` by ${percent(Math.abs(row.V - before.V) / before.V)} %` : "";
  return `Its loss ${row.R < 0 ? "fell" : "rose"}${change} since the epoch before${ahead}.`;
}

export function ofSmoothed({ row, epoch }: Setting, history: number | null, beta: number): string {
  if (row.R_global === null) return epoch.epoch === 1 ? "Begins in epoch 2." : "Not defined, as R is not.";
  if (history === null) return "The first rate: there is no history to smooth it with.";
  return `${percent(beta, 0)} % this epoch's rate, the rest its history, so that one noisy epoch does not decide.`;
}

export function ofStagnancy({ row, epoch }: Setting, reading: Dst["reading"]): string {
  if (row.P_r === null) return "Not defined: the loss is not a finite number.";
  if (epoch.epoch === 1) return "There is no rate yet, so every task counts in full.";
  const guard = row.guards.find((name) => STAGNANCY_GUARDS.has(name));
  if (guard) return guardWords(guard, row);
  if (row.P_r < 0) return "The published formula turns negative here, because not all losses fall.";
  if (reading === "magnitude") return ofChange(row.P_r);
  return row.R_global !== null && row.R_global > 0 ? ofRise(row.P_r) : ofFall(row.P_r);
}

/** Reading `literal` where the losses rise on average. */
function ofRise(P_r: number): string {
  if (P_r >= 1) return "It rises no faster than the average task, so it counts in full.";
  return `It rises ${times(P_r)} as fast as the average task; the published formula then trains it less.`;
}

function ofFall(P_r: number): string {
  if (P_r >= 1) return "It falls no faster than the average task, so it counts in full.";
  if (P_r === 0) return "It falls while the average task does not: others need the epoch more.";
  return `It falls ${times(P_r)} as fast as the average task: others need the epoch more.`;
}

function ofChange(P_r: number): string {
  if (P_r >= 1) return "Its loss changes no more than the average task's, so it counts in full.";
  return `Its loss changes ${times(P_r)} as much as the average task's: others need the epoch more.`;
}

/** How often the average fits into this task's rate: P_r is one over it. */
function times(P_r: number): string {
  const ratio = 1 / P_r;
  if (Math.abs(ratio - 2) < 0.05) return "twice";
  return `${ratio.toPrecision(ratio < 10 ? 2 : 3)} times`;
}

export function ofBase(): string {
  return "A constant floor, so that no task starves.";
}

export function ofSum({ row }: Setting): string {
  if (row.guards.includes("non_finite_loss"))
    return "A task whose loss broke stays on, so that the fault shows.";
  if (row.guards.includes("clamped")) return "A probability cannot be negative.";
  return "Each metric times its share λ; the shares sum to 1.";
}

export function ofChosenProbability({ schedule, row }: Setting): string {
  if (row.guards.includes("non_finite_loss"))
    return "A task whose loss broke stays on, so that the fault shows.";
  if (schedule.kind === "always_on")
    return "The schedule is always on: no formula, no draw, every task in every epoch.";
  if (schedule.kind === "round_robin")
    return "The tasks take turns: no draw, and P is the share of epochs in which a task trains.";
  if (schedule.kind === "random" && schedule.rates?.[row.task] !== undefined)
    return "The schedule is random: no formula, this task's own chance in every epoch, whatever its loss.";
  return "The schedule is random: no formula, the same chance for every task in every epoch, whatever its loss.";
}
