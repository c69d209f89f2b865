/** Formulas as data: `Formula` sets them in type; tests and screen readers read them as a line of text. */

import { exact, show } from "@/charts/records";

export type Part =
  | { kind: "text"; text: string }
  | { kind: "symbol"; name: string; sub: string; prime: boolean }
  | { kind: "number"; value: number | null; whole: boolean }
  | { kind: "fraction"; over: Part[]; under: Part[] }
  | { kind: "term"; parts: Part[] };

/** Words and operators between symbols. */
export function text(words: string): Part {
  return { kind: "text", text: words };
}

/** An italic symbol: `V` with subscript "12" is the loss before epoch 12; a prime marks the smoothed rate R′. */
export function symbol(name: string, sub: string | number = "", prime = false): Part {
  return { kind: "symbol", name, sub: String(sub), prime };
}

/** A measured number: rounded, with all its digits at hand. */
export function num(value: number | null | undefined): Part {
  return { kind: "number", value: value ?? null, whole: false };
}

/** A number that somebody chose or counted: as it was written, without padding zeros. */
export function given(value: number | null | undefined): Part {
  return { kind: "number", value: value ?? null, whole: true };
}

export function fraction(over: Part[], under: Part[]): Part {
  return { kind: "fraction", over, under };
}

/** Parts that stay on one line. */
export function term(parts: Part[]): Part {
  return { kind: "term", parts };
}

/** A number as a factor: negative ones stand in brackets. */
export function factor(value: number | null): Part[] {
  return value !== null && value < 0 ? [text("("), num(value), text(")")] : [num(value)];
}

/** How a number of a formula is written: rounded, or with all digits. */
export function print(part: Part & { kind: "number" }, allDigits: boolean): string {
  if (allDigits) return exact(part.value);
  if (part.whole && part.value !== null) return String(Number(part.value.toPrecision(6)));
  return show(part.value);
}

/** `parts` on one line: "min(1, 0.103 / 0.173)". */
export function plain(parts: readonly Part[]): string {
  return parts.map(plainPart).join("");
}

function plainPart(part: Part): string {
  switch (part.kind) {
    case "text":
      return part.text;
    case "symbol":
      return `${part.name}${part.prime ? "′" : ""}${part.sub && `_${part.sub}`}`;
    case "number":
      return print(part, false);
    case "fraction":
      return `${operand(part.over)} / ${operand(part.under)}`;
    case "term":
      return plain(part.parts);
  }
}

/** A sum above or below a bar needs brackets on one line. */
function operand(parts: readonly Part[]): string {
  const line = plain(parts);
  return parts.some((part) => part.kind === "text" && / [+−] /.test(part.text)) ? `(${line})` : line;
}
