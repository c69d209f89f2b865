import { modals } from "@mantine/modals";
import { useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { cancelRun, deleteRun, resumeRun, runQuery } from "@/api/runs";
import { tellDone, tellFailed } from "@/shared/feedback";

type Run = Pick<Schemas["RunSummary"], "id" | "name" | "status" | "epochs_done" | "epochs_total">;

/** "digits · DST #42", or "3 runs". */
export function nameOf(runs: readonly Run[]): string {
  const [only] = runs;
  return only && runs.length === 1 ? `${only.name} #${only.id}` : `${runs.length} runs`;
}

/** What a reader can do to runs. Each says what came of it; cancelling and deleting ask first. */
export function useRunActions() {
  const queries = useQueryClient();

  /** Do it to each run; what worked is told in one sentence, what failed one by one. */
  async function toEach(
    runs: readonly Run[],
    act: (id: number) => Promise<unknown>,
    done: string,
    failed: string,
  ) {
    const results = await Promise.allSettled(runs.map((run) => act(run.id)));
    const worked = runs.filter((_, index) => results[index]?.status === "fulfilled");
    if (worked.length > 0) tellDone(`${nameOf(worked)} ${done}`);
    results.forEach((result, index) => {
      if (result.status === "rejected")
        tellFailed(`${failed} ${nameOf(runs.slice(index, index + 1))}`, result.reason);
    });
    await queries.invalidateQueries({ queryKey: ["runs"] });
    return worked;
  }

  async function refresh(runs: readonly Run[]) {
    for (const { id } of runs) await queries.invalidateQueries({ queryKey: runQuery(id).queryKey });
  }

  function cancel(runs: readonly Run[]) {
    modals.openConfirmModal({
      title: `Cancel ${nameOf(runs)}?`,
      children: "Training stops. The epochs finished so far are kept, and the run can be resumed.",
      labels: { confirm: "Cancel training", cancel: "Let it train" },
      onConfirm: async () => refresh(await toEach(runs, cancelRun, "cancelled", "Could not cancel")),
    });
  }

  async function resume(runs: readonly Run[]) {
    await refresh(await toEach(runs, resumeRun, "queued again", "Could not resume"));
  }

  function remove(runs: readonly Run[], onDeleted?: () => void) {
    modals.openConfirmModal({
      title: `Delete ${nameOf(runs)}?`,
      children: <Loss runs={runs} />,
      labels: { confirm: `Delete ${nameOf(runs)}`, cancel: "Keep" },
      confirmProps: { color: "red" },
      onConfirm: async () => {
        const gone = await toEach(runs, deleteRun, "deleted", "Could not delete");
        if (gone.length === runs.length) onDeleted?.();
        // The page of the run may still be there; without its data it would ask for what is gone.
        for (const { id } of gone)
          queries.removeQueries({ queryKey: runQuery(id).queryKey, type: "inactive" });
      },
    });
  }

  return { cancel, resume, remove };
}

/** What a deletion takes with it, by name. */
function Loss({ runs }: { runs: readonly Run[] }) {
  const epochs = runs.reduce((sum, run) => sum + run.epochs_done, 0);
  return (
    <>
      {runs.length > 1 ? (
        <ul>
          {runs.map((run) => (
            <li key={run.id}>{nameOf([run])}</li>
          ))}
        </ul>
      ) : null}
      {epochs > 0 ? `${epochs} recorded ${epochs === 1 ? "epoch" : "epochs"}, the` : "The"} logs and the notes
      go with {runs.length === 1 ? "it" : "them"}. This cannot be undone.
    </>
  );
}
