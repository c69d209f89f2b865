import type { Schemas } from "@/api/client";
import { count, duration } from "@/shared/format";

type Run = Pick<Schemas["RunSummary"], "status" | "epochs_done" | "epochs_total">;
type Progress = Schemas["ProgressOut"] | undefined;

/** Share of an epoch's work that is done, by phase; training is what takes the time. */
function within({ phase, batch, batches }: Schemas["ProgressOut"]): number {
  if (phase === "train") return batches > 0 ? Math.min(1, batch / batches) : 0;
  return phase === "validate" || phase === "test" ? 1 : 0;
}

/** Whether training ended by its own rule before the last configured epoch. */
export function stoppedEarly({ status, epochs_done, epochs_total }: Run): boolean {
  return status === "succeeded" && epochs_done < epochs_total;
}

/** How many epochs the run has, or will have as far as is known: what bars and axes reach to. */
export function epochsInAll(run: Run): number {
  return stoppedEarly(run) ? Math.max(1, run.epochs_done) : run.epochs_total;
}

/**
 * Share of a run that is done, in [0, 1], counting the batches of the epoch at work. While images are read, before the
 * first epoch, it is the share of the images.
 */
export function fractionDone(run: Run, progress: Progress): number {
  if (progress?.phase === "decoding") {
    return progress.batches > 0 ? Math.min(1, progress.batch / progress.batches) : 0;
  }
  const atWork = progress && progress.epoch > run.epochs_done ? within(progress) : 0;
  return Math.min(1, (run.epochs_done + atWork) / epochsInAll(run));
}

/** What the bar stands for, for people who do not see it. */
export function progressLabel(run: Run, progress: Progress): string {
  if (progress?.phase === "decoding") return phaseText(progress);
  const early = stoppedEarly(run) ? ", stopped early" : "";
  return `${run.epochs_done} of ${run.epochs_total} epochs${early}`;
}

const PHASE = {
  loading: "loading data",
  probe: "probe",
  train: "batch",
  validate: "validation",
  test: "test",
};

/** What the trainer is at: "batch 8 / 11", "loading data", "Reading images 1 200 of 10 000". */
export function phaseText({ phase, batch, batches }: Schemas["ProgressOut"]): string {
  if (phase === "decoding") {
    return batches === 0 ? "Reading images" : `Reading images ${count(batch)} of ${count(batches)}`;
  }
  return phase === "loading" || batches === 0 ? PHASE[phase] : `${PHASE[phase]} ${batch} / ${batches}`;
}

/** Speed and time left, each only where known: ["21 400 images/s", "6 s left"]. */
export function paceTexts({ images_per_second, seconds_left }: Schemas["ProgressOut"]): string[] {
  return [
    ...(images_per_second === null ? [] : [`${count(images_per_second)} images/s`]),
    ...(seconds_left === null ? [] : [`${duration(seconds_left)} left`]),
  ];
}
