import { type Figure, plainText } from "./figure";

/** A cell of a heatmap by row and column. */
export type CellPlace = readonly [number, number];

const STEPS: Record<string, CellPlace> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** What a heatmap says of its cells under the pointer, as plain text, row by row; null for other figures. */
export function cellTexts({ data: [trace] }: Figure): string[][] | null {
  if (trace?.type !== "heatmap" || !("hovertext" in trace)) return null;
  // The types know lists of texts only, not tables.
  return (trace.hovertext as unknown as string[][]).map((row) => row.map(plainText));
}

/** Where a key leads from a cell, or from outside; null for keys that move nothing. */
export function cellAfter(key: string, from: CellPlace | null, texts: readonly string[][]): CellPlace | null {
  const last: CellPlace = [texts.length - 1, (texts[0]?.length ?? 0) - 1];
  const [row, column] = from ?? [0, 0];
  if (key === "Home") return [row, 0];
  if (key === "End") return [row, last[1]];
  const step = STEPS[key];
  if (!step) return null;
  if (from === null) return [0, 0];
  return [within(row + step[0], last[0]), within(column + step[1], last[1])];
}

function within(at: number, last: number): number {
  return Math.min(Math.max(at, 0), last);
}
