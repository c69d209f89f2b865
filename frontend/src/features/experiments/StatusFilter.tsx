import { Chip, Group } from "@mantine/core";
import { STATUSES, type Status } from "@/api/runs";
import classes from "./Experiment.module.css";
import type { Counts } from "./state";

type Props = { counts: Counts; status: Status | undefined; onChange: (status: Status | undefined) => void };

/** How many runs are in each status; a click shows those alone. */
export function StatusFilter({ counts, status, onChange }: Props) {
  const all = STATUSES.reduce((sum, each) => sum + counts[each], 0);
  const shown = STATUSES.filter((each) => counts[each] > 0 || each === status);
  return (
    <Chip.Group
      value={status ?? "all"}
      onChange={(value) => onChange(STATUSES.find((known) => known === value))}
    >
      <Group gap={6} role="radiogroup" aria-label="Status" className={classes.filter}>
        {["all" as const, ...shown].map((each) => (
          <Chip
            key={each}
            value={each}
            size="xs"
            variant="outline"
            icon={null}
            classNames={{ label: classes.chip ?? "" }}
          >
            {each} <span className={classes.count}>{each === "all" ? all : counts[each]}</span>
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
