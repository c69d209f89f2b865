import type { Schemas } from "@/api/client";
import { count, duration } from "@/shared/format";

type Run = Pick<Schemas["RunSummary"], "epochs_done" | "epochs_total">;
type Progress = Schemas["ProgressOut"] | undefined;

/** Share of an epoch's work that is done, by phase; training is what takes the time. */
function within({ phase, batch, batches }: Schemas["ProgressOut"]): number {
  if (phase === "train") return batches > 0 ? Math.min(1, batch / batches) : 0;
  return phase === "validate" || phase === "test" ? 1 : 0;
}

/** Share of a run that is done, in [0, 1], counting the batches of the epoch at work. */
export function fractionDone(run: Run, progress: Progress): number {
  const atWork = progress && progress.epoch > run.epochs_done ? within(progress) : 0;
  return Math.min(1, (run.epochs_done + atWork) / run.epochs_total);
}

const PHASE = {
  loading: "loading data",
  probe: "probe",
  train: "batch",
  validate: "validation",
  test: "test",
};

/** What the trainer is at: "batch 8 / 11", "loading data". */
export function phaseText({ phase, batch, batches }: Schemas["ProgressOut"]): string {
  return phase === "loading" || batches === 0 ? PHASE[phase] : `${PHASE[phase]} ${batch} / ${batches}`;
}

/** Speed and time left, each only where known: ["21 400 images/s", "6 s left"]. */
export function paceTexts({ images_per_second, seconds_left }: Schemas["ProgressOut"]): string[] {
  return [
    ...(images_per_second === null ? [] : [`${count(images_per_second)} images/s`]),
    ...(seconds_left === null ? [] : [`${duration(seconds_left)} left`]),
  ];
}
