import type { Schemas } from "@/api/client";

const SIGN = { queued: "○", running: "●", cancelling: "●", cancelled: "–", succeeded: "✓", failed: "✕" };

/** The title of the browser's tab: "● 17/30 digits · DST" tells how far it is without opening it. */
export function documentTitle(run: Schemas["RunSummary"]): string {
  const done = run.status === "succeeded" ? "" : ` ${run.epochs_done}/${run.epochs_total}`;
  return `${SIGN[run.status]}${done} ${run.name}`;
}
