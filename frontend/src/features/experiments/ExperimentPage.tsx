import { EmptyState, Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconFolderQuestion } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ApiError, type Schemas } from "@/api/client";
import { STATUSES } from "@/api/runs";
import { ButtonLink } from "@/shared/links";
import { Page } from "@/shared/Page";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { StatusChips } from "@/shared/StatusChips";
import classes from "./Experiment.module.css";
import { ExperimentButtons } from "./ExperimentButtons";
import { ExperimentProgress } from "./ExperimentProgress";
import { ExperimentRuns } from "./ExperimentRuns";
import type { ExperimentSearch } from "./search";
import { countsOf } from "./state";
import { useExperiment } from "./useExperiment";

/** One experiment: how far it is, what came of each run, and what to do with all of them. */
export function ExperimentPage() {
  const { name } = useParams({ from: "/experiments/$name" });
  const search = useSearch({ from: "/experiments/$name" });
  const navigate = useNavigate({ from: "/experiments/$name" });
  const change = (part: Partial<ExperimentSearch>) =>
    navigate({ search: (old) => ({ ...old, ...part }), replace: true, resetScroll: false });
  useDocumentTitle(`${name} · Switchboard`);
  return <ExperimentView key={name} name={name} search={search} onChange={change} />;
}

type ViewProps = {
  name: string;
  search: ExperimentSearch;
  onChange: (change: Partial<ExperimentSearch>) => void;
};

export function ExperimentView({ name, search, onChange }: ViewProps) {
  const { query, experiment, runs } = useExperiment(name);
  const { error, isError, refetch, dataUpdatedAt } = query;
  const unknown = error instanceof ApiError && error.problem.status === 404;
  if (unknown || (experiment && runs.length === 0)) return <NoSuchExperiment name={name} />;
  if (!experiment) {
    return (
      <Page title={name}>
        {isError ? (
          <ProblemAlert what="The experiment could not be loaded" error={error} onRetry={refetch} />
        ) : (
          <Skeleton height={420} role="status" aria-label="Loading the experiment" />
        )}
      </Page>
    );
  }
  const counts = countsOf(runs);
  const shown = search.status ? runs.filter(({ status }) => status === search.status) : runs;
  return (
    <Page
      title={name}
      hint={hintOf(runs)}
      actions={<ExperimentButtons name={name} runs={runs} counts={counts} />}
    >
      <ExperimentProgress
        runs={runs}
        counts={counts}
        secondsLeft={experiment.eta_seconds}
        saidAt={dataUpdatedAt}
      />
      <StatusChips
        statuses={STATUSES.filter((status) => counts[status] > 0 || status === search.status)}
        counts={counts}
        status={search.status}
        onChange={(status) => onChange({ status })}
        className={classes.filter}
      />
      <ExperimentRuns
        runs={shown}
        settings={experiment.settings}
        onClear={() => onChange({ status: undefined })}
      />
    </Page>
  );
}

/** "18 runs · digits · archived". */
function hintOf(runs: readonly Schemas["RunSummary"][]): string {
  const datasets = [...new Set(runs.map(({ dataset }) => dataset))].join(", ");
  const archived = runs.every((run) => run.archived) ? " · archived" : "";
  return `${runs.length} ${runs.length === 1 ? "run" : "runs"} · ${datasets}${archived}`;
}

function NoSuchExperiment({ name }: { name: string }) {
  return (
    <EmptyState
      py={64}
      icon={<IconFolderQuestion aria-hidden />}
      title={`There is no experiment ${name}`}
      description="It has no run (any more), or the address is mistyped. An experiment begins with the first run that names it."
    >
      <EmptyState.Actions>
        <ButtonLink to="/experiments">See all experiments</ButtonLink>
        <ButtonLink to="/new" variant="default">
          New run
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}
