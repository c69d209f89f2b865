import type { Run } from "@/charts/records";

/** Why the run has no charts, or not yet; null where it has some. */
export function chartless({ status, epochs_done }: Run): string | null {
  if (epochs_done > 0) return null;
  switch (status) {
    case "failed":
      return "None: the run failed before its first epoch was finished.";
    case "cancelled":
      return "None: the run was cancelled before its first epoch was finished.";
    case "cancelling":
      return "None: the run is being stopped before its first epoch was finished.";
    case "queued":
    case "running":
      return "They are drawn when the first epoch is finished.";
    case "succeeded":
      return null;
  }
}

/** What the page waits for, or why there is nothing to see, before the first epoch. */
export function waitingFor(run: Run): string {
  switch (run.status) {
    case "queued":
      return run.waits_for === null
        ? "Queued. It starts as soon as a worker is free; its first decisions appear here."
        : `Queued. It starts when run #${run.waits_for} has ended; its first decisions appear here.`;
    case "running":
      if (run.plan === null)
        return "Getting ready: the data is read and the network is built before epoch 1.";
      return "Training has started. The first decisions appear here when epoch 1 is finished.";
    case "cancelling":
      return "Stopping. No epoch was finished.";
    case "cancelled":
      return "Cancelled before its first epoch was finished. Run it again, or clone it to change its settings.";
    case "failed":
      return "Failed before its first epoch was finished, for the reason above.";
    case "succeeded":
      return "Loading the epochs.";
  }
}
