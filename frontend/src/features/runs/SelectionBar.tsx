import { Button, CloseButton, Group } from "@mantine/core";
import { IconBan, IconChartDots, IconTrash } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import classes from "@/features/runs/SelectionBar.module.css";
import { ButtonLink } from "@/shared/links";
import { canCancel, isActive } from "@/shared/status";
import { useRunActions } from "@/shared/useRunActions";

type Props = { runs: Schemas["RunSummary"][]; onClear: () => void };

/** What can be done to the selected runs together; each button counts those it applies to. */
export function SelectionBar({ runs, onClear }: Props) {
  const { cancel, remove } = useRunActions();
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
