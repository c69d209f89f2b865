import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { datasetsQuery } from "@/api/catalog";
import type { Schemas } from "@/api/client";
import { Page } from "@/shared/Page";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { OWN } from "./About";
import { CachePanel } from "./CachePanel";
import classes from "./DataPage.module.css";
import { DatasetView } from "./DatasetView";

type Dataset = Schemas["DatasetOut"];

/** What can be learned, and from which images. */
export function DataPage() {
  const { data, error, isError, refetch } = useQuery(datasetsQuery);
  const { dataset: named } = useParams({ strict: false });
  const datasets = data?.items ?? [];
  const shown = datasets.find(({ name }) => (named === undefined ? true : name === named));
  return (
    <Page title="Data" hint="What can be learned, and from which images.">
      {isError && !data ? (
        <ProblemAlert what="The data sets could not be loaded" error={error} onRetry={refetch} />
      ) : null}
      <div className={classes.columns}>
        <div className={classes.side}>
          {data ? <Datasets datasets={datasets} shown={shown?.name} /> : <Skeleton height={280} />}
          <CachePanel />
        </div>
        <div className={classes.main}>
          {shown ? <DatasetView key={shown.name} dataset={shown} /> : null}
          {data && !shown ? <p>There is no data set “{named}”. Choose one of the list.</p> : null}
          {data || isError ? null : <Skeleton height={560} />}
        </div>
      </div>
    </Page>
  );
}

type DatasetsProps = { datasets: Dataset[]; shown: string | undefined };

function Datasets({ datasets, shown }: DatasetsProps) {
  return (
    <nav aria-label="Data sets" className={classes.sets}>
      {datasets.map(({ name, title, unavailable }) => (
        <Link
          key={name}
          to="/data/$dataset"
          params={{ dataset: name }}
          className={classes.set}
          data-shown={name === shown || undefined}
          aria-current={name === shown ? "page" : undefined}
        >
          {title}
          <span className={classes.state} data-here={unavailable === null || undefined}>
            {unavailable === null ? "ready" : name === OWN ? "none yet" : "files missing"}
          </span>
        </Link>
      ))}
    </nav>
  );
}
