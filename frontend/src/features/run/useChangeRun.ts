import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Schemas } from "@/api/client";
import { changeRun, runQuery } from "@/api/runs";
import { tellFailed } from "@/shared/feedback";

/** Change a run's name, experiment, tags or notes; a failure is told, the new state shown as soon as it is known. */
export function useChangeRun(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: Schemas["ChangeRun"]) => changeRun(id, change),
    onSuccess: (run) => {
      queries.setQueryData(runQuery(id).queryKey, run);
      return queries.invalidateQueries({ queryKey: ["runs"] });
    },
    onError: (error) => tellFailed("The change was not saved", error),
  });
}
