import { useParams } from "@tanstack/react-router";
import { LoadedRun } from "@/features/run/LoadedRun";
import { RunView } from "@/features/run/RunView";

/** One run: what it is, how far it is, and everything it tells. */
export function RunPage() {
  const { runId } = useParams({ from: "/runs/$runId" });
  return <LoadedRun id={runId}>{(run) => <RunView key={run.id} run={run} />}</LoadedRun>;
}
