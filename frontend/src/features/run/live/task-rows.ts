import { type DropShare, dropShare, type Epoch, float, type Run, series, taskNames } from "@/charts/records";

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
};

export function taskRows(run: Pick<Run, "config" | "plan">, epochs: readonly Epoch[]): TaskRow[] {
  const newest = epochs.at(-1);
  return taskNames(run).map((task, index) => {
    const row = newest?.tasks[index];
    const accuracy = row && float(row, "validation_accuracy");
    const majority = row?.validation_majority ?? run.plan?.tasks[index]?.validation_majority;
    return {
      task,
      index,
      active: row?.active,
      P: (row && float(row, "P")) ?? undefined,
      drops: dropShare(epochs, index) ?? undefined,
      accuracy: accuracy ?? undefined,
      majority,
      above: accuracy == null || majority == null ? undefined : accuracy - majority,
      balanced: (row && float(row, "validation_balanced_accuracy")) ?? undefined,
      f1: (row && float(row, "validation_f1")) ?? undefined,
      loss: (row && float(row, "validation_loss")) ?? undefined,
      losses: series(epochs, index, "validation_loss"),
    };
  });
}
