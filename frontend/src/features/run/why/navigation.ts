import type { Cell } from "@/charts/records";

export type Extent = { tasks: readonly string[]; firstEpoch: number; lastEpoch: number };

const STEPS: Record<string, readonly [tasks: number, epochs: number]> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

/** The neighbouring decision that an arrow key leads to; null for other keys and at the edges. */
export function neighbour(cell: Cell, key: string, { tasks, firstEpoch, lastEpoch }: Extent): Cell | null {
  const step = STEPS[key];
  if (!step) return null;
  const task = tasks[tasks.indexOf(cell.task) + step[0]];
  const epoch = cell.epoch + step[1];
  if (task === undefined || epoch < firstEpoch || epoch > lastEpoch) return null;
  return { task, epoch };
}

/** What a key does while a decision is chosen: go to another one, close (null), or nothing (undefined). */
export function destination(
  cell: Cell,
  key: string,
  extent: Extent,
  inside: boolean,
): Cell | null | undefined {
  if (key === "Escape") return null;
  if (!inside && (key === "ArrowUp" || key === "ArrowDown")) return undefined;
  return neighbour(cell, key, extent) ?? undefined;
}
