import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiError, type Schemas } from "@/api/client";
import { useRun } from "@/features/run/useRun";
import { NotThere } from "@/shared/NotThere";
import { Page } from "@/shared/Page";
import { ProblemAlert } from "@/shared/ProblemAlert";

type Props = { id: number; children: (run: Schemas["RunOut"]) => ReactNode };

/** What is drawn from a run, once it is here; else why it is not. */
export function LoadedRun({ id, children }: Props) {
  const { run, gone, query } = useRun(id);
  if (gone) return <NotThere title={`Run #${id} was deleted`} why="Its epochs and logs went with it." />;
  if (run) return children(run);
  if (!query.isError) return <Waiting />;
  if (
    query.error instanceof ApiError &&
    query.error.problem.status >= 400 &&
    query.error.problem.status < 500
  ) {
    return (
      <NotThere title="There is no such run" why="It may have been deleted, or the address is mistyped." />
    );
  }
  return (
    <Page title="Run">
      <ProblemAlert what="The run could not be loaded" error={query.error} onRetry={() => query.refetch()} />
    </Page>
  );
}

function Waiting() {
  return (
    <Page title={<Skeleton width={260} height={26} />}>
      <div role="status" aria-label="Loading the run">
        <Skeleton height={20} width="60%" mb={24} />
        <Skeleton height={260} />
      </div>
    </Page>
  );
}
