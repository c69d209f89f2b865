import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/client";
import { queueQuery } from "@/api/runs";
import { workersQuery } from "@/api/workers";
import { Notice } from "@/shared/Notice";

type Props = {
  run: Schemas["RunOut"];
  /** Absent where the logs are on the page already. */
  onShowLogs: (() => void) | undefined;
};

/** What stands in the way of a run that is not simply training or done, and what to do about it. */
export function RunNotice({ run, onShowLogs }: Props): ReactNode {
  if (run.status === "failed") return <Failed run={run} onShowLogs={onShowLogs} />;
  if (run.status === "queued") {
    return run.waits_for === null ? <Queued id={run.id} /> : <Awaiting source={run.waits_for} />;
  }
  if (run.status !== "cancelled") return null;
  return (
    <Notice tone="info" title="Cancelled">
      {run.epochs_done === 0
        ? "No epoch was finished. Run again starts it from the beginning."
        : `${epochs(run.epochs_done)} of ${run.epochs_total} kept. Resume goes on from there.`}
    </Notice>
  );
}

function epochs(count: number): string {
  return `${count} ${count === 1 ? "epoch" : "epochs"}`;
}

function Failed({ run, onShowLogs }: Props) {
  const { type, message, epoch, task } = run.error ?? { type: "Failed", message: "No reason was recorded." };
  const where = [epoch == null ? "" : `epoch ${epoch}`, task == null ? "" : `task ${task}`].filter(Boolean);
  const logs = onShowLogs && (
    <Button size="xs" variant="default" onClick={onShowLogs}>
      Show the logs
    </Button>
  );
  return (
    <Notice tone="bad" title={`${type}${where.length > 0 ? ` in ${where.join(", ")}` : ""}`} action={logs}>
      {message} {run.epochs_done > 0 ? `${epochs(run.epochs_done)} kept.` : ""}
    </Notice>
  );
}

/** A matched run is no part of the queue until its source has ended. */
function Awaiting({ source }: { source: number }) {
  return (
    <Notice tone="info" title={`Waiting for run #${source}`}>
      It drops each task at the mean rate of that run, which is known when that has ended.{" "}
      <Link to="/runs/$runId" params={{ runId: source }}>
        See run #{source}
      </Link>
    </Notice>
  );
}

function Queued({ id }: { id: number }) {
  const workers = useQuery(workersQuery);
  const queue = useQuery(queueQuery);
  const nobody = workers.data?.items.every((worker) => !worker.alive);
  return (
    <Notice tone={nobody ? "warning" : "info"} title="Waiting for a worker">
      {nobody ? (
        <>
          No worker is alive, so nothing is trained. Start one with <code>switchboard worker</code>.{" "}
        </>
      ) : (
        `${ahead(queue.data, id)} `
      )}
      <Link to="/workers">See the workers</Link>
    </Notice>
  );
}

/** How many runs come first. The queue is in order of submission; only its first page is fetched. */
function ahead(queue: Schemas["RunPage"] | undefined, id: number): string {
  if (!queue) return "It starts as soon as a worker is free.";
  const place = queue.items.findIndex((run) => run.id === id);
  if (place === 0) return "It is next: it starts as soon as a worker is free.";
  const count = place < 0 ? `At least ${queue.items.length}` : String(place);
  return `${count} queued ${place === 1 ? "run comes" : "runs come"} first.`;
}
