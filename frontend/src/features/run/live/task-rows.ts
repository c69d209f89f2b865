import {
  type DropShare,
  dropShare,
  type Epoch,
  float,
  type Run,
  series,
  type TaskEpoch,
  taskNames,
} from "@/charts/records";
import type { Verdict } from "@/shared/verdict";

/** One task as the instrument panel shows it: the newest epoch's figures. `undefined` is not defined (or not yet). */
export type TaskRow = {
  task: string;
  index: number;
  active: boolean | undefined;
  P: number | undefined;
  drops: DropShare | undefined;
  accuracy: number | undefined;
  majority: number | undefined;
  /** Accuracy minus majority, a difference of fractions. */
  above: number | undefined;
  balanced: number | undefined;
  f1: number | undefined;
  loss: number | undefined;
  losses: (number | null)[];
  /** What the accuracy is worth beside the majority. */
  verdict: Verdict | null;
};

export function taskRows(
  run: Pick<Run, "config" | "plan">,
  epochs: readonly Epoch[],
  verdicts: readonly (Verdict | null)[] = [],
): TaskRow[] {
  const newest = epochs.at(-1);
  return taskNames(run).map((task, index) => ({
    task,
    index,
    ...newestFigures(newest?.tasks[index], run.plan?.tasks[index]?.validation_majority ?? undefined),
    drops: dropShare(epochs, index) ?? undefined,
    losses: series(epochs, index, "validation_loss"),
    verdict: verdicts[index] ?? null,
  }));
}

function newestFigures(row: TaskEpoch | undefined, plannedMajority: number | undefined) {
  if (!row) return { ...NOTHING, majority: plannedMajority };
  const accuracy = float(row, "validation_accuracy") ?? undefined;
  const majority = row.validation_majority ?? plannedMajority;
  return {
    active: row.active,
    P: float(row, "P") ?? undefined,
    accuracy,
    majority,
    above: accuracy === undefined || majority === undefined ? undefined : accuracy - majority,
    balanced: float(row, "validation_balanced_accuracy") ?? undefined,
    f1: float(row, "validation_f1") ?? undefined,
    loss: float(row, "validation_loss") ?? undefined,
  };
}

/** Before the first epoch. */
const NOTHING = {
  active: undefined,
  P: undefined,
  accuracy: undefined,
  above: undefined,
  balanced: undefined,
  f1: undefined,
  loss: undefined,
};
