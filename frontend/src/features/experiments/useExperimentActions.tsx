import { modals } from "@mantine/modals";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { cancelExperiment, type Experiment, experimentQuery, relaunchExperiment } from "@/api/experiments";
import { tellDone, tellFailed } from "@/shared/feedback";
import type { Counts } from "./state";

/** What a reader can do to all runs of an experiment. Each says what came of it; cancelling asks first. */
export function useExperimentActions(name: string) {
  const queries = useQueryClient();
  const settle = (experiment: Experiment) => {
    queries.setQueryData(experimentQuery(name).queryKey, experiment);
    return Promise.all([
      queries.invalidateQueries({ queryKey: ["runs"] }),
      queries.invalidateQueries({ queryKey: ["run"] }),
    ]);
  };
  const cancelling = useMutation({
    mutationFn: () => cancelExperiment(name),
    onSuccess: settle,
    onError: (error) => tellFailed(`Could not cancel the runs of ${name}`, error),
  });
  const relaunching = useMutation({
    mutationFn: () => relaunchExperiment(name),
    onSuccess: settle,
    onError: (error) => tellFailed(`Could not run the failed runs of ${name} again`, error),
  });

  function cancelAll(counts: Counts) {
    const runs = runsText(counts.queued + counts.running);
    modals.openConfirmModal({
      title: `Cancel ${runs} of ${name}?`,
      children: lossText(counts),
      labels: { confirm: `Cancel ${runs}`, cancel: "Let them train" },
      confirmProps: { color: "red" },
      onConfirm: () =>
        cancelling.mutate(undefined, { onSuccess: () => tellDone(`${runs} of ${name} cancelled`) }),
    });
  }

  function runFailedAgain(counts: Counts) {
    const runs = runsText(counts.failed);
    relaunching.mutate(undefined, { onSuccess: () => tellDone(`${runs} of ${name} queued again`) });
  }

  return { cancelAll, runFailedAgain, busy: cancelling.isPending || relaunching.isPending };
}

function runsText(runs: number): string {
  return runs === 1 ? "1 run" : `${runs} runs`;
}

function lossText({ running, queued }: Counts): string {
  const trains = running > 0 ? `${runsText(running)} ${running === 1 ? "stops" : "stop"} training` : "";
  const leaves = queued > 0 ? `${runsText(queued)} ${queued === 1 ? "leaves" : "leave"} the queue` : "";
  const what = [trains, leaves].filter(Boolean).join(", ");
  return `${what}. The epochs finished so far are kept, and every run can be resumed.`;
}
