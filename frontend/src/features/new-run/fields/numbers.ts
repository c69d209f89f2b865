/** Between what is typed and the value it stands for. What is no number stays the text it is, to be mended. */
import type { Bounds } from "../schema/model";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** "1e-3" → 0.001, "0,5" → 0.5; anything else comes back as the text itself. */
export function parseNumber(text: string): number | string {
  const trimmed = text.trim().replace("−", "-");
  const plain = /^[^.,]*,[^.,]*$/.test(trimmed) ? trimmed.replace(",", ".") : trimmed;
  const value = Number(plain);
  return NUMBER.test(plain) && Number.isFinite(value) ? value : text;
}

export function showNumber(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : "";
}

/** "256 128" → [256, 128]; the text itself where a part of it is no number. */
export function parseNumbers(text: string): number[] | string {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  const values = parts.map(parseNumber);
  return values.every((value) => typeof value === "number") ? values : text;
}

export function showNumbers(value: unknown): string {
  if (Array.isArray(value)) return value.map(showNumber).join(" ");
  return typeof value === "string" ? value : "";
}

/** The value one step up or down, on the grid of the step and inside the bounds. */
export function stepped(value: unknown, direction: 1 | -1, bounds: Bounds): number | null {
  const { step, min, max, above, below } = bounds;
  if (step === null || typeof value !== "number") return null;
  const next = Number((value + direction * step).toFixed(10));
  const outside =
    (min !== null && next < min) ||
    (max !== null && next > max) ||
    (above !== null && next <= above) ||
    (below !== null && next >= below);
  return outside ? null : next;
}
