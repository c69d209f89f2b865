import { Button, EmptyState } from "@mantine/core";
import { IconArchive, IconFilterOff, IconFilterQuestion, IconToggleLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { archivedCountQuery } from "@/api/runs";
import { ButtonLink } from "@/shared/links";

/** Nothing was ever launched: the shortest way to moving charts. Or all that was is archived. */
export function NoRunsYet({ onArchived }: { onArchived: () => void }) {
  const { data: archived = 0 } = useQuery(archivedCountQuery);
  if (archived > 0) {
    return (
      <EmptyState
        py={64}
        icon={<IconArchive aria-hidden />}
        title="Every run is archived"
        description={`${archived} ${archived === 1 ? "run is" : "runs are"} kept out of this list.`}
      >
        <EmptyState.Actions>
          <ButtonLink to="/new">New run</ButtonLink>
          <Button variant="default" onClick={onArchived}>
            Show archived runs
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
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
      description="Every word must occur in name, experiment, tags, data set, schedule or notes, and every condition must hold. Archived runs are left out unless asked for."
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          Show all runs
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

/** The search cannot be read; what is wrong stands at the search box. */
export function SearchUnread({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      py={64}
      icon={<IconFilterQuestion aria-hidden />}
      title="The search cannot be read yet"
      description="What is expected stands below the search box. The question mark in it shows fields and examples."
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          Clear search
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
