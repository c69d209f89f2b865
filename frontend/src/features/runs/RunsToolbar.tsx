import { Chip, CloseButton, Group, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { runCountsQuery, STATUSES } from "@/api/runs";
import classes from "@/features/runs/RunsToolbar.module.css";
import { type RunsSearch, SEARCH_BOX } from "@/features/runs/search";
import { sortOf } from "@/features/runs/useRuns";

type Props = { search: RunsSearch; onChange: (change: Partial<RunsSearch>) => void };

/** Which runs are shown and in which order. */
export function RunsToolbar({ search, onChange }: Props) {
  return (
    <Group className={classes.bar} gap="sm">
      <SearchBox value={search.q ?? ""} onChange={(q) => onChange({ q: q || undefined })} />
      <StatusChips search={search} onChange={onChange} />
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
];

/** An order that was chosen from the table's head keeps its place in the list. */
function sortsWith(sort: string) {
  return SORTS.some(({ value }) => value === sort) ? SORTS : [...SORTS, { value: sort, label: sort }];
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const asked = useLocation({ select: ({ state }) => state.focusSearch });
  const report = useDebouncedCallback(onChange, 200);

  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (asked) input.current?.focus();
  }, [asked]);

  const change = (text: string) => {
    setTyped(text);
    report(text);
  };
  return (
    <TextInput
      ref={input}
      id={SEARCH_BOX}
      type="search"
      className={classes.search}
      aria-label="Search runs"
      placeholder="Name, tag, data set, notes…"
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed ? <CloseButton size="sm" aria-label="Clear search" onClick={() => change("")} /> : undefined
      }
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={(event) => event.key === "Escape" && change("")}
    />
  );
}

function StatusChips({ search, onChange }: Props) {
  const { data: counts } = useQuery(runCountsQuery(search.q));
  const all = counts && Object.values(counts).reduce((sum, count) => sum + count, 0);
  const shown = STATUSES.filter(
    (status) => status !== "cancelling" || counts?.cancelling || search.status === status,
  );
  return (
    <Chip.Group
      value={search.status ?? "all"}
      onChange={(status) => onChange({ status: STATUSES.find((known) => known === status) })}
    >
      <Group gap={6} role="radiogroup" aria-label="Status" className={classes.chips}>
        {["all" as const, ...shown].map((status) => (
          <Chip
            key={status}
            value={status}
            size="xs"
            variant="outline"
            icon={null}
            classNames={{ label: classes.chip }}
          >
            {status}{" "}
            <span className={classes.count}>{(status === "all" ? all : counts?.[status]) ?? "–"}</span>
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
