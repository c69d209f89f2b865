import { Button, CloseButton, EmptyState, Group, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFlask, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { experimentsQuery } from "@/api/experiments";
import { ArchivedSelect } from "@/shared/ArchivedSelect";
import { ButtonLink } from "@/shared/links";
import { Page } from "@/shared/Page";
import { ProblemAlert } from "@/shared/ProblemAlert";
import classes from "./Experiments.module.css";
import { ExperimentsTable } from "./ExperimentsTable";
import type { ExperimentsSearch } from "./search";
import { isUnderWay } from "./state";

/** How often progress is asked for while something is at work; what comes and goes is told by the stream. */
const ASK_AGAIN_MS = 5_000;

/** All experiments: how far each is, and the way to its runs and its comparison. */
export function ExperimentsPage() {
  const search = useSearch({ from: "/experiments" });
  const navigate = useNavigate({ from: "/experiments" });
  const change = (part: Partial<ExperimentsSearch>) =>
    navigate({ search: (old) => ({ ...old, ...part }), replace: true, resetScroll: false });
  return (
    <Page
      title="Experiments"
      hint="Groups of runs that are meant to be compared. Any launch can name one; varied settings make one."
      actions={
        <ButtonLink to="/new" leftSection={<IconPlus size={16} aria-hidden />}>
          New run
        </ButtonLink>
      }
    >
      <Group gap="sm" mb="sm">
        <SearchBox value={search.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
        <ArchivedSelect
          label="Archived experiments"
          value={search.archived}
          onChange={(archived) => change({ archived })}
        />
      </Group>
      <Experiments search={search} onChange={change} />
    </Page>
  );
}

type ListProps = {
  search: ExperimentsSearch;
  onChange: (change: Partial<ExperimentsSearch>) => void;
};

function Experiments({ search, onChange }: ListProps) {
  const query = useInfiniteQuery({
    ...experimentsQuery(search),
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some(({ counts }) => isUnderWay(counts))) ? ASK_AGAIN_MS : false,
  });
  const experiments = query.data?.pages.flatMap((page) => page.items);
  if (!experiments) {
    return query.isError ? (
      <ProblemAlert
        what="The experiments could not be loaded"
        error={query.error}
        onRetry={() => query.refetch()}
      />
    ) : (
      <Skeleton height={240} role="status" aria-label="Loading the experiments" />
    );
  }
  if (experiments.length === 0) {
    return search.q || search.archived ? (
      <NoneMatches onClear={() => onChange({ q: undefined, archived: undefined })} />
    ) : (
      <NoneYet onArchived={() => onChange({ archived: "true" })} />
    );
  }
  return (
    <>
      <ExperimentsTable experiments={experiments} saidAt={query.dataUpdatedAt} />
      {query.hasNextPage ? (
        <Button
          mt="sm"
          fullWidth
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          Load more
        </Button>
      ) : null}
    </>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [typed, setTyped] = useState(value);
  const report = useDebouncedCallback(onChange, 200);
  useEffect(() => setTyped(value), [value]);
  const change = (text: string) => {
    setTyped(text);
    report(text);
  };
  return (
    <TextInput
      type="search"
      className={classes.search ?? ""}
      aria-label="Search experiments"
      placeholder="Name…"
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

function NoneYet({ onArchived }: { onArchived: () => void }) {
  const { data: archived } = useInfiniteQuery(experimentsQuery({ archived: "true" }));
  const some = archived?.pages.some(({ items }) => items.length > 0);
  return (
    <EmptyState
      py={64}
      icon={<IconFlask aria-hidden />}
      title={some ? "Every experiment is archived" : "No experiments yet"}
      description="In the form of a new run, the section Experiment compares methods, varies seeds or any other setting, and trains each task alone: one launch, one group to compare."
    >
      <EmptyState.Actions>
        <ButtonLink to="/new">Set up an experiment</ButtonLink>
        {some ? (
          <Button variant="default" onClick={onArchived}>
            Show archived experiments
          </Button>
        ) : null}
      </EmptyState.Actions>
    </EmptyState>
  );
}

function NoneMatches({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState py={64} icon={<IconSearch aria-hidden />} title="No experiment matches">
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          Show all experiments
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
