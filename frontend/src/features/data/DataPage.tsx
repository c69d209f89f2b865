import { Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { datasetsQuery } from "@/api/catalog";
import type { Schemas } from "@/api/client";
import classes from "@/features/data/DataPage.module.css";
import { count } from "@/shared/format";
import { Notice } from "@/shared/Notice";
import { Page } from "@/shared/Page";
import { Panel } from "@/shared/Panel";
import { ProblemAlert } from "@/shared/ProblemAlert";

// The generated client widens the triple to a list.
type Set = Omit<Schemas["DatasetOut"], "image_shape"> & { image_shape: number[] };

/** What can be learned: each data set with its tasks, and what to do where its files are absent. */
export function DataPage() {
  const { data, error, isError, refetch } = useQuery(datasetsQuery);
  return (
    <Page title="Data" hint="What can be learned, and from which images.">
      {isError ? (
        <ProblemAlert what="The data sets could not be loaded" error={error} onRetry={refetch} />
      ) : null}
      <div className={classes.sets}>
        {data?.items.map((dataset) => (
          <Dataset key={dataset.name} dataset={dataset} />
        ))}
        {data || isError ? null : [0, 1].map((place) => <Skeleton key={place} height={260} />)}
      </div>
    </Page>
  );
}

function Dataset({ dataset }: { dataset: Set }) {
  const [channels, height, width] = dataset.image_shape;
  return (
    <Panel title={dataset.title} hint={dataset.description} actions={<Availability dataset={dataset} />}>
      {dataset.unavailable === null ? null : <Notice tone="warning">{dataset.unavailable}</Notice>}
      <p className={classes.facts}>
        <b>{count(dataset.train_samples)}</b> training images · <b>{count(dataset.test_samples)}</b> test
        images · {width} × {height} px, {channels === 1 ? "grey" : `${channels} channels`}
      </p>
      <table className={classes.tasks}>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">Classes</th>
            <th scope="col">What it asks</th>
          </tr>
        </thead>
        <tbody>
          {dataset.tasks.map((task) => (
            <tr key={task.name}>
              <th scope="row">{task.name}</th>
              <td className={classes.number}>{task.classes.length}</td>
              <td>
                {task.description} <span className={classes.classes}>{task.classes.join(", ")}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.source}>{dataset.source}</p>
    </Panel>
  );
}

function Availability({ dataset }: { dataset: Set }) {
  const here = dataset.unavailable === null;
  const Icon = here ? IconCheck : IconAlertTriangle;
  return (
    <span className={classes.availability} data-here={here}>
      <Icon size={15} aria-hidden /> {here ? "ready" : "files missing"}
    </span>
  );
}
