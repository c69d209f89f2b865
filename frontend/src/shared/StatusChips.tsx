import { Chip, Group } from "@mantine/core";
import { STATUSES, type Status } from "@/api/runs";
import classes from "@/shared/StatusChips.module.css";

type Props = {
  /** Those that are offered, beside all of them. */
  statuses: readonly Status[];
  /** Runs in each status; undefined until they are known. */
  counts: { [status in Status]?: number } | undefined;
  status: Status | undefined;
  onChange: (status: Status | undefined) => void;
  className?: string | undefined;
};

/** How many runs are in each status; a click shows those alone. */
export function StatusChips({ statuses, counts, status, onChange, className }: Props) {
  const all = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <Chip.Group
      value={status ?? "all"}
      onChange={(value) => onChange(STATUSES.find((known) => known === value))}
    >
      <Group gap={6} role="radiogroup" aria-label="Status" className={className ?? ""}>
        {["all" as const, ...statuses].map((each) => (
          <Chip
            key={each}
            value={each}
            size="xs"
            variant="outline"
            icon={null}
            classNames={{ label: classes.chip ?? "" }}
          >
            {each} <span className={classes.count}>{(each === "all" ? all : counts?.[each]) ?? "–"}</span>
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
