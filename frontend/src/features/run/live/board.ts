/** What the decision board shows, apart from how it is drawn. */

import { type Epoch, float, show, type TaskEpoch } from "@/charts/records";

/** Epochs drawn together; a finished block is not drawn again when another epoch arrives. */
export const BLOCK = 20;

/** Epochs by column: the record of epoch n stands at n − 1, missing ones are undefined. */
export function columnsOf(epochs: readonly Epoch[]): (Epoch | undefined)[] {
  const columns: (Epoch | undefined)[] = [];
  for (const epoch of epochs) columns[epoch.epoch - 1] = epoch;
  return columns;
}

/** A decision in words: "parity, epoch 12: dropped, P 0.818, draw 0.871". */
export function cellLabel(task: string, { epoch, skipped }: Epoch, row: TaskEpoch): string {
  const parts = [row.active ? "trained" : "dropped", `P ${show(float(row, "P"))}`];
  if (row.draw !== null) parts.push(`draw ${show(row.draw)}`);
  parts.push(...row.guards.flatMap((guard) => GUARD_WORDS[guard] ?? []));
  if (skipped) parts.push("epoch skipped, every task was dropped");
  return `${task}, epoch ${epoch}: ${parts.join(", ")}`;
}

/** Guards that overrule the formula or the draw; `not_improving` is an everyday branch of the formula. */
const GUARD_WORDS: Partial<Record<TaskEpoch["guards"][number], string>> = {
  forced_on: "forced on, every task was dropped",
  resampled: "drawn again, every task was dropped",
  non_finite_loss: "loss not a finite number",
  clamped: "P clamped",
  undefined_ratio: "stagnancy not defined",
  undefined_rate: "rate not defined",
};

/** Whether a cell carries the corner mark. */
export function overruled(row: TaskEpoch): boolean {
  return row.guards.some((guard) => guard in GUARD_WORDS);
}

/** Epochs between two labels of the axis: cells are at least 14 px wide, a label needs about 30. */
export function labelStep(total: number): number {
  if (total <= 12) return 1;
  return total <= 60 ? 5 : 10;
}

export type Position = { row: number; epoch: number };
export type Bounds = { rows: number; firstEpoch: number; lastEpoch: number };

/** Where a key moves the focus of the board to; null for keys that are not the board's. */
export function move(from: Position, key: string, { rows, firstEpoch, lastEpoch }: Bounds): Position | null {
  const row = (step: number) => ({ ...from, row: clamp(from.row + step, 0, rows - 1) });
  const epoch = (to: number) => ({ ...from, epoch: clamp(to, firstEpoch, lastEpoch) });
  switch (key) {
    case "ArrowUp":
      return row(-1);
    case "ArrowDown":
      return row(1);
    case "ArrowLeft":
      return epoch(from.epoch - 1);
    case "ArrowRight":
      return epoch(from.epoch + 1);
    case "PageUp":
      return epoch(from.epoch - 10);
    case "PageDown":
      return epoch(from.epoch + 10);
    case "Home":
      return epoch(firstEpoch);
    case "End":
      return epoch(lastEpoch);
    default:
      return null;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/**
 * Blocks to draw: those in view with one more on both sides, and those of `kept` epochs (focus, selection), whatever
 * the view. `from` and `to` are the first and last epoch in view.
 */
export function blocksInView(from: number, to: number, lastEpoch: number, kept: readonly number[]): number[] {
  const last = blockOf(lastEpoch);
  const blocks = new Set(kept.map(blockOf));
  for (let block = blockOf(from) - 1; block <= blockOf(to) + 1; block++) blocks.add(block);
  return [...blocks].filter((block) => block >= 0 && block <= last).sort((a, b) => a - b);
}

function blockOf(epoch: number): number {
  return Math.floor((epoch - 1) / BLOCK);
}
