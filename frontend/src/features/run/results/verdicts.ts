import type { Confusion } from "@/charts/confusion";
import { type Epoch, float, type Run } from "@/charts/records";
import { answersOf, type Verdict, verdict } from "@/shared/verdict";
import { confusionOf } from "./useConfusions";

type Confusions = readonly Confusion[] | undefined;

/** The verdict on each task after an epoch, on validation, in the order of the configuration. */
export function validationVerdicts(
  plan: Run["plan"],
  epoch: Epoch | undefined,
  confusions: Confusions,
): (Verdict | null)[] {
  return (epoch?.tasks ?? []).map((row, index) => {
    const planned = plan?.tasks[index];
    const final = confusionOf(confusions, row.task, "final");
    return verdict({
      accuracy: float(row, "validation_accuracy"),
      majority: row.validation_majority,
      balanced: float(row, "validation_balanced_accuracy"),
      samples: row.validation_samples,
      classes: planned && answersOf(planned),
      confusion: final?.epoch === epoch?.epoch ? final : undefined,
      earlier: final,
    });
  });
}

/** The verdict on each task on the test split, by its name. */
export function testVerdicts(
  { plan, test }: Pick<Run, "plan" | "test">,
  confusions: Confusions,
): Map<string, Verdict | null> {
  return new Map(
    (test?.tasks ?? []).map((row) => {
      const planned = plan?.tasks.find(({ task }) => task === row.task);
      const found = verdict({
        accuracy: float(row, "accuracy"),
        majority: row.majority,
        balanced: float(row, "balanced_accuracy"),
        samples: row.samples,
        classes: planned && answersOf(planned),
        confusion: confusionOf(confusions, row.task, "test"),
      });
      return [row.task, found];
    }),
  );
}
