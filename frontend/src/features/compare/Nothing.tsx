import { EmptyState } from "@mantine/core";
import { IconChecklist, IconHourglass } from "@tabler/icons-react";
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

/** Runs were named, but none of them has finished. */
export function NothingFinished() {
  return (
    <EmptyState
      py={48}
      icon={<IconHourglass aria-hidden />}
      title="Nothing to compare yet"
      description="Only finished runs are compared. This page shows them as soon as they have ended."
    >
      <EmptyState.Actions>
        <ButtonLink to="/runs" variant="default">
          To the runs
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}
