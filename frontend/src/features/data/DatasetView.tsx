import { Button, Skeleton } from "@mantine/core";
import { IconArrowsShuffle } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Schemas } from "@/api/client";
import { Notice } from "@/shared/Notice";
import { Panel } from "@/shared/Panel";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { SampleGrid } from "@/shared/SampleGrid";
import { About, OWN } from "./About";
import classes from "./DataPage.module.css";
import { type DataSearch, dataSearch } from "./search";
import { TaskList } from "./TaskList";
import { mistakesIn, useInspection } from "./useInspection";

type Dataset = Schemas["DatasetOut"];
type Inspection = Schemas["Inspection"];

/** One data set: whether it is here, what its images look like and how its labels are spread. */
export function DatasetView({ dataset }: { dataset: Dataset }) {
  const { manifest, seed = 0 } = dataSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  useTitle(`${dataset.title} · Data · Switchboard`);
  const path = dataset.name === OWN ? (manifest ?? dataset.manifests[0]) : undefined;
  const there = path !== undefined || dataset.unavailable === null;
  const inspection = useInspection({ dataset: dataset.name, path, seed, there });
  const show = (search: DataSearch, replace: boolean) =>
    void navigate({ to: "/data/$dataset", params: { dataset: dataset.name }, search, replace });
  return (
    <>
      <About
        dataset={dataset}
        path={path}
        there={there}
        inspection={inspection.data}
        pending={inspection.isFetching}
        onChoose={(next) => show({ manifest: next }, false)}
      />
      {inspection.error ? (
        <Refusal
          what={path ?? dataset.title}
          error={inspection.error}
          onRetry={() => void inspection.refetch()}
        />
      ) : null}
      {there && !inspection.error ? (
        <Samples
          inspection={inspection.data}
          updating={inspection.isPlaceholderData}
          onShuffle={() => show({ ...(manifest ? { manifest } : {}), seed: seed + 1 }, true)}
        />
      ) : null}
      <TaskList
        tasks={inspection.data?.tasks ?? dataset.tasks ?? []}
        pending={there && inspection.isPending}
      />
    </>
  );
}

type RefusalProps = { what: string; error: unknown; onRetry: () => void };

/** Why there is nothing to show: what is wrong with the files, or with the way to them. */
function Refusal({ what, error, onRetry }: RefusalProps) {
  const mistakes = mistakesIn(error);
  if (mistakes.length === 0) {
    return <ProblemAlert what={`${what} cannot be shown`} error={error} onRetry={onRetry} />;
  }
  return (
    <Notice tone="bad" title={`${what} cannot be used`}>
      {mistakes.map(({ field, message }) => (
        <p key={`${field} ${message}`} className={classes.mistake}>
          {message}
        </p>
      ))}
    </Notice>
  );
}

/** The title of the browser's tab. */
function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}

type SamplesProps = { inspection: Inspection | undefined; updating: boolean; onShuffle: () => void };

function Samples({ inspection, updating, onShuffle }: SamplesProps) {
  return (
    <Panel
      title="Images"
      hint="Drawn at random from the training images. Point at one for all its labels."
      actions={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowsShuffle size={15} aria-hidden />}
          loading={updating}
          onClick={onShuffle}
        >
          Shuffle
        </Button>
      }
    >
      {inspection ? (
        <SampleGrid
          large
          samples={inspection.samples}
          tasks={inspection.tasks}
          shape={inspection.image_shape}
        />
      ) : (
        <Skeleton height={380} />
      )}
    </Panel>
  );
}
