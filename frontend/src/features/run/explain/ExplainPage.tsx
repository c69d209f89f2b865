import { useDocumentTitle } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/useLive";
import type { Cell, Epoch } from "@/charts/records";
import { LoadedRun } from "@/features/run/LoadedRun";
import { ExplainView } from "./ExplainView";

const NO_EPOCHS: Epoch[] = [];

/** How the drop rates of a run were computed; the task and epoch whose numbers are shown live in the address. */
export function ExplainPage() {
  const { runId } = useParams({ from: "/runs/$runId/explain" });
  return <LoadedRun id={runId}>{(run) => <Followed key={run.id} run={run} />}</LoadedRun>;
}

function Followed({ run }: { run: Schemas["RunOut"] }) {
  const { task, epoch } = useSearch({ from: "/runs/$runId/explain" });
  const navigate = useNavigate({ from: "/runs/$runId/explain" });
  const epochs = useLive((snapshot) => snapshot.epochs.get(run.id)) ?? NO_EPOCHS;
  useDocumentTitle(`Explain ${run.name} · Switchboard`);
  return (
    <ExplainView
      run={run}
      epochs={epochs as Epoch[]}
      selection={task !== undefined && epoch !== undefined ? { task, epoch } : null}
      onSelect={(cell: Cell) => navigate({ search: cell, replace: true, resetScroll: false })}
    />
  );
}
