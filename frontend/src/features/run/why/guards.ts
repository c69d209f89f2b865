import { float, show, type TaskEpoch } from "@/charts/records";

export type Guard = TaskEpoch["guards"][number];

/** Guards that decide one factor of the formula; its line explains them. The others stand beside the verdict. */
const IN_THE_FORMULA: ReadonlySet<Guard> = new Set(["not_improving", "undefined_ratio", "undefined_rate"]);

/** What overruled the formula or the draw of this decision, in words. */
export function overrulings(row: TaskEpoch): string[] {
  return row.guards.filter((guard) => !IN_THE_FORMULA.has(guard)).map((guard) => guardWords(guard, row));
}

export function guardWords(guard: Guard, row: TaskEpoch): string {
  switch (guard) {
    case "non_finite_loss":
      return `Its loss was ${show(float(row, "V"))}, so no formula applies: the task stays on, and the fault is recorded.`;
    case "not_improving":
      return "Its smoothed loss is not falling: it needs the epoch, so it counts in full.";
    case "undefined_ratio":
      return "The ratio is not a finite number, so it counts in full.";
    case "undefined_rate":
      return "The loss before was not a finite number, so there is no rate: it counts in full.";
    case "clamped":
      return `The sum was ${show(float(row, "P_raw"))}; a probability cannot be negative, so it was clamped to 0.`;
    case "forced_on":
      return "Every task was dropped, and an epoch needs one: the most probable, this one, was switched on.";
    case "resampled":
      return "Every task was dropped at first, so all were drawn again; the draw shown is the one that counted.";
  }
}
