import { duration } from "@/shared/format";

/** Seconds between two moments of the API (ISO 8601), or up to `now` where the end is still open. */
export function secondsBetween(start: string | null, end: string | null, now: number): number | null {
  if (start === null) return null;
  return Math.max(0, ((end === null ? now : Date.parse(end)) - Date.parse(start)) / 1000);
}

/** "just now", "12 s ago", "3 min ago", "2 h ago", then the date. */
export function ago(moment: string, now: number): string {
  const seconds = Math.round((now - Date.parse(moment)) / 1000);
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(moment).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

/** Date and time in the reader's own time zone, to the second. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

/** How long a run has taken, or took. */
export function runTime(run: { started_at: string | null; finished_at: string | null }, now: number): string {
  return duration(secondsBetween(run.started_at, run.finished_at, now));
}
