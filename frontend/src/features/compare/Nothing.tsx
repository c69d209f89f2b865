import { EmptyState } from "@mantine/core";
import { IconChecklist, IconCircleOff, IconHourglass } from "@tabler/icons-react";
import type { Comparison } from "@/charts/compare/variants";
import { ButtonLink } from "@/shared/links";

/** The address names no runs: how to choose some. */
export function NothingChosen() {
  return (
    <EmptyState
      py={64}
      icon={<IconChecklist aria-hidden />}
      title="Choose runs to compare"
      description="Tick runs in the list and press Compare, or open the comparison of an experiment beside its name."
    >
      <EmptyState.Actions>
        <ButtonLink to="/runs">Choose runs</ButtonLink>
        <ButtonLink to="/experiments" variant="default">
          Show experiments
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}

const COMING: readonly string[] = ["queued", "running"];

/** Runs were named, but none of them has finished. */
export function NothingFinished({ comparison }: { comparison: Comparison }) {
  const coming = comparison.left_out.filter(({ status }) => COMING.includes(status)).length;
  const [Icon, title, description] =
    coming > 0
      ? [
          IconHourglass,
          "Nothing to compare yet",
          "Only finished runs are compared. This page shows them as soon as they have ended; nothing need be done.",
        ]
      : [
          IconCircleOff,
          "None of these runs has finished",
          "Only runs that reached their last epoch have figures to compare. Resume these, or choose others.",
        ];
  return (
    <EmptyState py={48} icon={<Icon aria-hidden />} title={title} description={description}>
      <EmptyState.Actions>
        <ButtonLink to="/runs" variant="default">
          To the runs
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}
