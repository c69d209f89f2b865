import { Button, CloseButton, Group } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconBan, IconChartDots, IconTrash } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import classes from "@/features/runs/SelectionBar.module.css";
import { TagsButton } from "@/features/runs/TagsButton";
import { ButtonLink } from "@/shared/links";
import { canCancel, isActive } from "@/shared/status";
import { useRunActions } from "@/shared/useRunActions";
import { useRunMarking } from "@/shared/useRunMarking";

type Props = { runs: Schemas["RunSummary"][]; onClear: () => void };

/** What can be done to the selected runs together; each button counts those it applies to. */
export function SelectionBar({ runs, onClear }: Props) {
  const { cancel, remove } = useRunActions();
  const { archive } = useRunMarking();
  const kept = runs.filter((run) => !run.archived);
  const archived = runs.filter((run) => run.archived);
  const stoppable = runs.filter((run) => canCancel(run.status));
  const deletable = runs.filter((run) => !isActive(run.status));
  if (runs.length === 0) return null;
  return (
    <Group className={classes.bar} gap="xs" role="region" aria-label="Selected runs">
      <span className={classes.count} role="status">
        {runs.length} selected
      </span>
      <ButtonLink
        to="/compare"
        search={{ runs: runs.map(({ id }) => id).join() }}
        size="xs"
        variant="default"
        leftSection={<IconChartDots size={15} aria-hidden />}
      >
        Compare {runs.length}
      </ButtonLink>
      <TagsButton runs={runs} />
      {kept.length > 0 ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArchive size={15} aria-hidden />}
          onClick={() => archive(kept, true)}
        >
          Archive {kept.length}
        </Button>
      ) : null}
      {archived.length > 0 ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconArchiveOff size={15} aria-hidden />}
          onClick={() => archive(archived, false)}
        >
          Unarchive {archived.length}
        </Button>
      ) : null}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconBan size={15} aria-hidden />}
        disabled={stoppable.length === 0}
        onClick={() => cancel(stoppable)}
      >
        Cancel {stoppable.length}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden />}
        disabled={deletable.length === 0}
        onClick={() => remove(deletable, onClear)}
      >
        Delete {deletable.length}
      </Button>
      <CloseButton size="sm" aria-label="Clear selection" onClick={onClear} />
    </Group>
  );
}
