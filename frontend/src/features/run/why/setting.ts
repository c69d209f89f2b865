import type { Schemas } from "@/api/client";
import {
  type Config,
  configOf,
  type Epoch,
  float,
  type Run,
  type TaskEpoch,
  taskNames,
} from "@/charts/records";

/** A schedule with the formula of DST. */
export type Dst = Schemas["Dst"] | Schemas["Soft"];

/** Everything that one decision rests on, found once. */
export type Setting = {
  run: Run;
  schedule: Config["schedule"];
  epoch: Epoch;
  task: string;
  index: number;
  row: TaskEpoch;
  /** The same task one epoch earlier; null in epoch 1 or when that epoch is not at hand. */
  before: TaskEpoch | null;
  /** The first epoch in which the task's loss was finite: V₁ of the formulas, whose number is nearly always 1. */
  first: { epoch: number; V: number } | null;
};

/** Null when the run has no such task or the epoch is not at hand. */
export function findSetting(
  run: Run,
  epochs: readonly Epoch[],
  task: string,
  number: number,
): Setting | null {
  const index = taskNames(run).indexOf(task);
  const epoch = epochs.find((candidate) => candidate.epoch === number);
  const row = epoch?.tasks[index];
  if (!epoch || !row) return null;
  return {
    run,
    schedule: configOf(run).schedule,
    epoch,
    task,
    index,
    row,
    before: epochs.find((candidate) => candidate.epoch === number - 1)?.tasks[index] ?? null,
    first: firstLoss(epochs, index, number),
  };
}

function firstLoss(epochs: readonly Epoch[], index: number, last: number): Setting["first"] {
  for (const { epoch, tasks } of epochs) {
    const row = tasks[index];
    const V = row && epoch <= last ? float(row, "V") : null;
    if (V !== null && Number.isFinite(V)) return { epoch, V };
  }
  return null;
}
