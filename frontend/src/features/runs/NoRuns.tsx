import { Button, EmptyState } from "@mantine/core";
import { IconFilterOff, IconToggleLeft } from "@tabler/icons-react";
import { ButtonLink } from "@/shared/links";

/** Nothing was ever launched: the shortest way to moving charts. */
export function NoRunsYet() {
  return (
    <EmptyState
      py={64}
      icon={<IconToggleLeft aria-hidden />}
      title="No runs yet"
      description="Start with the digits: four tasks, 30 epochs, under a minute on two cores, nothing to download."
    >
      <EmptyState.Actions>
        <ButtonLink to="/new" search={{ preset: "digits-dst" }}>
          Set up the digits run
        </ButtonLink>
        <ButtonLink to="/new" variant="default">
          Other settings
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}

/** Runs exist, but the search and the filter leave none. */
export function NoRunsMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      py={64}
      icon={<IconFilterOff aria-hidden />}
      title="No run matches"
      description="Every word you search for must occur in name, experiment, tags, data set, schedule or notes."
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          Show all runs
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
