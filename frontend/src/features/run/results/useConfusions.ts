import { useThrottledValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { confusionsQuery } from "@/api/runs";
import type { Confusion } from "@/charts/confusion";
import type { Run } from "@/charts/records";

/** Matrices of many classes are large: while epochs come fast, some are passed over. */
const PAUSE_MS = 2_000;

/**
 * The confusion matrices of a run, undefined until they are known. With `follow` they are asked for again as epochs
 * come; without, once after the first epoch and at the end.
 */
export function useConfusions(
  run: Pick<Run, "id" | "epochs_done" | "test" | "attempt">,
  follow: boolean,
): Confusion[] | undefined {
  const ended = run.test !== null;
  const epoch = follow || ended ? run.epochs_done : Math.min(1, run.epochs_done);
  const state = useThrottledValue(`${run.attempt} ${epoch} ${ended}`, PAUSE_MS);
  return useQuery({ ...confusionsQuery(run.id, state), enabled: run.epochs_done > 0 }).data;
}

/** A matrix of a task, of those that are known. */
export function confusionOf(
  confusions: readonly Confusion[] | undefined,
  task: string,
  which: Confusion["which"],
): Confusion | undefined {
  return confusions?.find((found) => found.task === task && found.which === which);
}
