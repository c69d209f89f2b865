/** What can be said about a value from the schema alone, at once and in plain words: the mistake and its remedy. */
import type { FieldError } from "@/api/client";
import type { Bounds, Field, FieldOf, Section } from "./model";
import { isRecord, isUnparsed, type Values, walk } from "./values";

/** Mistakes by dotted name, in the order of the form. */
export function check(sections: Section[], config: Values): FieldError[] {
  const found: FieldError[] = [];
  for (const { fields } of sections) {
    for (const [path, field, value] of walk(fields, config)) {
      const message = mistakeIn(field, value);
      if (message) found.push({ field: path, message });
    }
  }
  return found;
}

/** What is wrong with the value of one setting, or null. */
export function mistakeIn(field: Field, value: unknown): string | null {
  switch (field.kind) {
    case "number":
      if (value === null && field.nullable) return null;
      return withRemedy(numberMistake(value, field.bounds), field.initial);
    case "numbers":
      return numbersMistake(field, value);
    case "text":
      return textMistake(field, value);
    case "lists":
      return listsMistake(value);
    case "rates":
      return ratesMistake(field, value);
    case "tasks":
      return Array.isArray(value) && value.length === 0 ? "Switch on at least one task." : null;
    case "json":
      return isUnparsed(value) ? "This is not valid JSON yet." : null;
    case "optional":
      return value === null ? null : mistakeIn(field.inner, value);
    default:
      return null;
  }
}

/** What is wrong with one number, or null. */
export function numberMistake(value: unknown, bounds: Bounds): string | null {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return bounds.integer ? "Enter a whole number." : "Enter a number.";
  }
  if (bounds.integer && !Number.isInteger(value)) return "Must be a whole number.";
  const { above, min, below, max } = bounds;
  if (above !== null && value <= above) return `Must be above ${above}.`;
  if (min !== null && value < min) return `Must be at least ${min}.`;
  if (below !== null && value >= below) return `Must be below ${below}.`;
  if (max !== null && value > max) return `Must be at most ${max}.`;
  return null;
}

function textMistake({ minLength, maxLength }: FieldOf<"text">, value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (value.trim().length < minLength) return "Must not be empty.";
  if (maxLength !== null && value.length > maxLength) return `At most ${maxLength} letters.`;
  return null;
}

function listsMistake(value: unknown): string | null {
  return isRecord(value) && Object.keys(value).some((name) => name.trim() === "")
    ? "Give each list a name."
    : null;
}

function ratesMistake({ bounds }: FieldOf<"rates">, value: unknown): string | null {
  for (const [name, rate] of Object.entries(isRecord(value) ? value : {})) {
    const message = numberMistake(rate, bounds);
    if (message) return `${name}: ${message}`;
  }
  return null;
}

function withRemedy(message: string | null, initial: unknown): string | null {
  return message && typeof initial === "number" ? `${message} Try ${initial}.` : message;
}

function numbersMistake(field: FieldOf<"numbers">, value: unknown): string | null {
  const { bounds, minItems, maxItems } = field;
  if (!Array.isArray(value)) {
    return `Enter ${bounds.integer ? "whole numbers" : "numbers"} separated by spaces, like 256 128.`;
  }
  if (value.length < minItems)
    return `List at least ${minItems === 1 ? "one number" : `${minItems} numbers`}.`;
  if (maxItems !== null && value.length > maxItems) return `List at most ${maxItems} numbers.`;
  for (const item of value) {
    const message = numberMistake(item, bounds);
    if (message) return `${item}: ${message}`;
  }
  return null;
}
