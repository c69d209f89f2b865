import type { Schemas } from "@/api/client";

type Status = Schemas["Status"];

/** Colour of a run's progress bar; the word of the status always stands beside it. */
export const STATUS_COLOR: Record<Status, string> = {
  queued: "var(--sb-dim)",
  running: "var(--sb-accent)",
  cancelling: "var(--sb-warning)",
  cancelled: "var(--sb-dim)",
  succeeded: "var(--sb-good)",
  failed: "var(--sb-bad)",
};

/** Whether a trainer may be at work on the run. */
export function isActive(status: Status): boolean {
  return status === "running" || status === "cancelling";
}

export function canCancel(status: Status): boolean {
  return status === "queued" || status === "running";
}

/** What resuming is called: without a finished epoch there is nothing to go on from. */
export function resumeWord({ epochs_done }: Pick<Schemas["RunSummary"], "epochs_done">): string {
  return epochs_done === 0 ? "Run again" : "Resume";
}

export function canResume(status: Status): boolean {
  return status === "cancelled" || status === "failed";
}
