import { EmptyState, Skeleton } from "@mantine/core";
import { IconServerOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "@/api/client";
import { workersQuery } from "@/api/workers";
import classes from "@/features/workers/WorkersPage.module.css";
import { Page } from "@/shared/Page";
import { Panel } from "@/shared/Panel";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { ago, moment } from "@/shared/time";
import { useNow } from "@/shared/useNow";

/** Who trains: each worker with its device and what it is at. */
export function WorkersPage() {
  const { data, error, isError, refetch } = useQuery(workersQuery);
  return (
    <Page title="Workers" hint="Each takes one run at a time from the queue and trains it on its own device.">
      {isError ? (
        <ProblemAlert what="The workers could not be loaded" error={error} onRetry={refetch} />
      ) : null}
      {data ? <Workers workers={data.items} /> : isError ? null : <Skeleton height={140} />}
    </Page>
  );
}

function Workers({ workers }: { workers: Schemas["WorkerOut"][] }) {
  const now = useNow(1_000);
  if (workers.length === 0) return <NoWorkers />;
  return (
    <Panel title={`${workers.filter((worker) => worker.alive).length} alive`}>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Worker</th>
              <th scope="col">State</th>
              <th scope="col">Device</th>
              <th scope="col">Run</th>
              <th scope="col">Last seen</th>
              <th scope="col">Started</th>
              <th scope="col">Host, process</th>
            </tr>
          </thead>
          <tbody>
            {workers.map((worker) => (
              <tr key={worker.name}>
                <th scope="row">{worker.name}</th>
                <td className={classes.state} data-alive={worker.alive}>
                  {stateOf(worker)}
                </td>
                <td>{worker.device}</td>
                <td>
                  {worker.run_id === null ? (
                    "–"
                  ) : (
                    <Link to="/runs/$runId" params={{ runId: worker.run_id }} className={classes.run}>
                      #{worker.run_id}
                    </Link>
                  )}
                </td>
                <td title={moment(worker.last_seen)}>{ago(worker.last_seen, now)}</td>
                <td title={moment(worker.started_at)}>{ago(worker.started_at, now)}</td>
                <td>
                  {worker.host}, {worker.pid}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function stateOf(worker: Schemas["WorkerOut"]): string {
  if (!worker.alive) return "○ not heard from";
  return worker.run_id === null ? "● idle" : "● training";
}

function NoWorkers() {
  return (
    <EmptyState
      py={64}
      icon={<IconServerOff aria-hidden />}
      title="No worker has reported"
      description={
        <>
          Runs wait in the queue until one does. <code>switchboard up</code> starts one by itself; to add one
          on this or another machine, run <code>switchboard worker</code> there.
        </>
      }
    />
  );
}
