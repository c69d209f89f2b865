import type { Variant } from "@/charts/compare/variants";
import { Notice } from "@/shared/Notice";

/** That schedules dropped no task, so that their equality with always on is none of their doing. */
export function DroppedNothing({ variants }: { variants: readonly Variant[] }) {
  const labels = variants.filter((variant) => variant.dropped_nothing).map(({ label }) => label);
  if (labels.length === 0) return null;
  return (
    <Notice tone="info" title={`${labels.join("; ")}: no task was ever dropped`}>
      Every task was on in every epoch, so this is the same training as always on, and with the same seeds it
      gives the same figures (+0.00). The probabilities were too near 1 for so few draws: train more epochs,
      or with DST lower λ base and give the metrics in which the tasks differ a larger λ.
    </Notice>
  );
}
