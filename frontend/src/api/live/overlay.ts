import type { Schemas } from "@/api/client";
import { isGone, type LiveState } from "@/api/live/state";

type Summary = Schemas["RunSummary"];

/** Rows of the list with what the stream knows better: newer revisions replace, deleted runs leave. */
export function withLive(rows: readonly Summary[], live: LiveState["runs"]): Summary[] {
  return rows.flatMap((row) => {
    const known = live.get(row.id);
    if (!known) return [row];
    if (isGone(known)) return [];
    return [known.revision > row.revision ? known : row];
  });
}
