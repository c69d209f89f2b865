import { Group, NativeSelect, Switch } from "@mantine/core";
import { STATUSES, type Status } from "@/api/runs";
import { SearchBox } from "@/features/runs/query/SearchBox";
import classes from "@/features/runs/RunsToolbar.module.css";
import type { RunsSearch } from "@/features/runs/search";
import { sortOf } from "@/features/runs/useRuns";
import { ViewsMenu } from "@/features/runs/views/ViewsMenu";
import { ArchivedSelect } from "@/shared/ArchivedSelect";
import { StatusChips } from "@/shared/StatusChips";

type Counts = { [status in Status]?: number };

type Props = {
  search: RunsSearch;
  onChange: (change: Partial<RunsSearch>) => void;
  /** Replaces the whole address. */
  onOpen: (search: RunsSearch) => void;
  /** Why the query cannot be read. */
  problem: string | null;
  /** Runs in each status; undefined until they are known. */
  counts: Counts | undefined;
};

/** Which runs are shown and in which order. */
export function RunsToolbar({ search, onChange, onOpen, problem, counts }: Props) {
  return (
    <Group className={classes.bar} gap="sm" align="flex-start">
      <SearchBox value={search.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} problem={problem} />
      <ViewsMenu search={search} onOpen={onOpen} />
      <ArchivedSelect
        label="Archived runs"
        value={search.archived}
        onChange={(archived) => onChange({ archived })}
      />
      <Switch
        label="By experiment"
        checked={search.group ?? false}
        onChange={(event) => onChange({ group: event.currentTarget.checked || undefined, sort: undefined })}
        className={classes.group}
      />
      <NativeSelect
        className={classes.sort}
        aria-label="Sort by"
        data={sortsWith(sortOf(search))}
        value={sortOf(search)}
        onChange={(event) => onChange({ sort: event.currentTarget.value })}
      />
      <StatusChips
        statuses={STATUSES.filter(
          (status) => status !== "cancelling" || counts?.cancelling || search.status === status,
        )}
        counts={counts}
        status={search.status}
        onChange={(status) => onChange({ status })}
        className={classes.chips}
      />
    </Group>
  );
}

/** Where the table's head is hidden, this list stands for it. */
const SORTS = [
  { value: "-created_at", label: "Newest first" },
  { value: "-started_at", label: "Started last" },
  { value: "started_at", label: "Started first" },
  { value: "name", label: "Name" },
  { value: "status", label: "Status" },
  { value: "-progress", label: "Most progress" },
  { value: "-experiment", label: "Experiment" },
  { value: "-test_accuracy", label: "Best on test" },
];

/** An order that was chosen from the table's head keeps its place in the list. */
function sortsWith(sort: string) {
  return SORTS.some(({ value }) => value === sort) ? SORTS : [...SORTS, { value: sort, label: sort }];
}
