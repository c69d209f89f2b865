import type { Run } from "@/charts/records";

/** Why the run has no charts; null where it has some, or may have yet. */
export function chartless({ status, epochs_done }: Run): string | null {
  if (epochs_done > 0) return null;
  if (status === "failed") return "None: the run failed before its first epoch was finished.";
  if (status === "cancelled") return "None: the run was cancelled before its first epoch was finished.";
  return null;
}

/** What the page waits for, or why there is nothing to see, before the first epoch. */
export function waitingFor(run: Run): string {
  switch (run.status) {
    case "queued":
      return "Queued. It starts as soon as a worker is free; its first decisions appear here.";
    case "running":
      if (run.plan === null)
        return "Getting ready: the data is read and the network is built before epoch 1.";
      return "Training has started. The first decisions appear here when epoch 1 is finished.";
    case "cancelling":
      return "Stopping. No epoch was finished.";
    case "cancelled":
      return "Cancelled before its first epoch was finished. Run it again, or clone it to change its settings.";
    case "failed":
      return `Failed before its first epoch was finished: ${run.error?.message ?? "see Logs for the reason."}`;
    case "succeeded":
      return "Loading the epochs.";
  }
}
