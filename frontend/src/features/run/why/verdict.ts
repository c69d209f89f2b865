import { float, show } from "@/charts/records";
import type { Setting } from "./setting";

/** The decision itself in words: chance, draw, and what overruled them. */
export function verdict({ schedule, row, epoch }: Setting): string {
  const P = float(row, "P");
  if (schedule.kind === "soft" && P !== null)
    return `Nothing was drawn: this task trains in every epoch, with its loss times P = ${show(P, 3)}.`;
  if (schedule.kind === "round_robin")
    return `Nothing was drawn: the tasks take turns, and this was ${row.active ? "" : "not "}this task's turn.`;
  if (row.draw === null || P === null) return "Nothing was drawn: this task trains in every epoch.";
  const digits = digitsToTell(P, row.draw);
  const side = row.draw < P ? "below it" : "not below it";
  const chance = `Its chance to train was P = ${show(P, digits)}. The draw was ${show(row.draw, digits)}, ${side}.`;
  return epoch.skipped
    ? `${chance} Every task was dropped, so the epoch was skipped: no weight changed.`
    : chance;
}

/** Significant digits, at least three, at which two numbers read differently. */
export function digitsToTell(a: number, b: number): number {
  let digits = 3;
  while (a !== b && digits < 17 && show(a, digits) === show(b, digits)) digits += 1;
  return digits;
}
