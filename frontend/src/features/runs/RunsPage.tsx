import { Button, Skeleton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { RowSelectionState } from "@tanstack/react-table";
import { useState } from "react";
import { NoRunsMatch, NoRunsYet, SearchUnread } from "@/features/runs/NoRuns";
import { RunsTable } from "@/features/runs/RunsTable";
import { RunsToolbar } from "@/features/runs/RunsToolbar";
import { SelectionBar } from "@/features/runs/SelectionBar";
import type { RunsSearch } from "@/features/runs/search";
import { sortOf, useRuns } from "@/features/runs/useRuns";
import { ButtonLink } from "@/shared/links";
import { Page } from "@/shared/Page";
import { ProblemAlert } from "@/shared/ProblemAlert";

/** All runs, live: what is trained, what came of it, and what to do with it. */
export function RunsPage() {
  const search = useSearch({ from: "/runs" });
  const navigate = useNavigate({ from: "/runs" });
  const change = (part: Partial<RunsSearch>) =>
    navigate({ search: (old) => ({ ...old, ...part }), replace: true, resetScroll: false });
  const found = useRuns(search);

  return (
    <Page
      title="Runs"
      actions={
        <ButtonLink to="/new" leftSection={<IconPlus size={16} aria-hidden />}>
          New run
        </ButtonLink>
      }
    >
      <RunsToolbar
        search={search}
        onChange={change}
        onOpen={(next) => navigate({ search: next, resetScroll: false })}
        problem={found.problem}
        counts={found.counts}
      />
      <RunsList found={found} search={search} onChange={change} />
    </Page>
  );
}

type ListProps = {
  found: ReturnType<typeof useRuns>;
  search: RunsSearch;
  onChange: (change: Partial<RunsSearch>) => void;
};

function RunsList({ found: { runs, total, problem, query }, search, onChange }: ListProps) {
  const [selection, setSelection] = useState<RowSelectionState>({});
  const filtered = search.q !== undefined || search.status !== undefined || search.archived === "true";

  if (query.isPending) return <Waiting />;
  if (problem !== null) return <SearchUnread onClear={() => onChange({ q: undefined })} />;
  if (query.isError && runs.length === 0) {
    return (
      <ProblemAlert what="The runs could not be loaded" error={query.error} onRetry={() => query.refetch()} />
    );
  }
  if (runs.length === 0) {
    return filtered ? (
      <NoRunsMatch onClear={() => onChange({ q: undefined, status: undefined, archived: undefined })} />
    ) : (
      <NoRunsYet onArchived={() => onChange({ archived: "true" })} />
    );
  }
  return (
    <>
      <RunsTable
        runs={runs}
        grouped={search.group ?? false}
        sort={sortOf(search)}
        onSort={(sort) => onChange({ sort })}
        selection={selection}
        onSelection={setSelection}
      />
      {query.hasNextPage ? (
        <Button
          mt="sm"
          fullWidth
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => query.fetchNextPage()}
        >
          Load more ({total - runs.length} left)
        </Button>
      ) : null}
      <SelectionBar runs={runs.filter((run) => selection[run.id])} onClear={() => setSelection({})} />
    </>
  );
}

/** As high as a short list, so that the page does not jump when it comes. */
function Waiting() {
  return (
    <div role="status" aria-label="Loading the runs">
      {[0, 1, 2, 3, 4].map((row) => (
        <Skeleton key={row} height={56} mb={6} />
      ))}
    </div>
  );
}
