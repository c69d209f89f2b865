/** Which settings an experiment varies, and over which values: from what is ticked and typed to the `vary` of a submit. */
import type { FieldError } from "@/api/client";
import { parseNumber, parseNumbers, showNumber, showNumbers } from "../fields/numbers";
import { DATA_PATH } from "../form/dataset";
import { titleOf } from "../form/titles";
import { mistakeIn } from "../schema/check";
import type { Field, Option, Section } from "../schema/model";
import { getAt, isUnparsed, same, type Values, walk } from "../schema/values";
import { MATCHED, METHOD, ownMethod, ownMethodValue } from "./methods";

/** By dotted field: the options that are ticked beside the one of the form, or the values as typed. */
export type Vary = Record<string, string[] | string>;

/** A setting that can be varied. */
export type Variable = { path: string; title: string; field: Field };

const SCHEDULE = "schedule";

/**
 * Every setting that the configuration has and that can be varied by itself. Left out is what only holds others, what
 * must fit to others (a share of a sum, the data set with its tasks), and what the form varies elsewhere.
 */
export function variables(sections: Section[], config: Values): Variable[] {
  const found: Variable[] = [];
  for (const { fields } of sections) {
    const shares: string[] = [];
    for (const [path, field] of walk(fields, config)) {
      if (field.kind === "simplex") shares.push(`${path}.`);
      const varied =
        field.kind !== "constant" &&
        field.kind !== "group" &&
        field.kind !== "tasks" &&
        path !== DATA_PATH &&
        !shares.some((parent) => path.startsWith(parent));
      if (varied) found.push({ path, title: titleOf(path, field, config), field });
    }
  }
  return found;
}

/** The values that a setting can have, where they can be listed; null where they are typed. */
export function optionsOf({ path, field }: Pick<Variable, "path" | "field">): Option[] | null {
  switch (field.kind) {
    case "union": {
      const kinds = field.members.map(({ value, label }) => ({ value, label }));
      return path === SCHEDULE ? [...kinds, { value: MATCHED, label: "random, at its rates" }] : kinds;
    }
    case "choice":
      return field.options;
    case "boolean":
      return [
        { value: false, label: "no" },
        { value: true, label: "yes" },
      ];
    default:
      return null;
  }
}

/** The option that the form itself has chosen; it is always one of those compared. */
export function ownOption({ path, field }: Variable, config: Values): string {
  const value = getAt(config, path);
  return String(field.kind === "union" ? getAt(value, field.tag) : value);
}

/** What stands in the input when a setting is added: the value it has. */
export function initialVary(variable: Variable, config: Values): string[] | string {
  return optionsOf(variable) ? [] : showValue(variable.field, getAt(config, variable.path));
}

function showValue(field: Field, value: unknown): string {
  if (value === null) return NONE;
  if (field.kind === "number") return showNumber(value);
  if (field.kind === "numbers") return showNumbers(value) || NONE;
  if (field.kind === "text") return String(value ?? "");
  return isUnparsed(value) ? value.$text : JSON.stringify(value);
}

/** How no value, or an empty list, is typed. */
const NONE = "none";

type Parsed = { values: unknown[] } | { mistake: string };

/** The values of a list "0.1, 0.01" by the shape of the setting. */
export function parseValues(field: Field, text: string): Parsed {
  const parsed = asList(field, text);
  if ("mistake" in parsed) return parsed;
  const { values } = parsed;
  if (values.length === 0) return { mistake: `List values with commas between them${exampleOf(field)}.` };
  for (const value of values) {
    const mistake = mistakeIn(field, value);
    if (mistake) return { mistake: `${showValue(field, value)}: ${mistake}` };
  }
  const twice = values.find((value, index) => values.slice(0, index).some((other) => same(other, value)));
  return twice === undefined ? { values } : { mistake: `${showValue(field, twice)} is listed twice.` };
}

function asList(field: Field, text: string): Parsed {
  const parts = text
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter(Boolean);
  switch (field.kind) {
    case "number":
      return { values: parts.map((part) => (field.nullable && part === NONE ? null : parseNumber(part))) };
    case "numbers":
      return { values: parts.map((part) => (part === NONE ? [] : parseNumbers(part))) };
    case "text":
      return { values: parts.map((part) => (field.nullable && part === NONE ? null : part)) };
    default:
      return jsonList(text);
  }
}

function jsonList(text: string): Parsed {
  try {
    return { values: JSON.parse(`[${text}]`) as unknown[] };
  } catch {
    return { mistake: "Write each value as JSON, with commas between them." };
  }
}

function exampleOf(field: Field): string {
  if (field.kind === "number") return field.bounds.integer ? ", like 1, 2" : ", like 0.1, 0.01";
  return field.kind === "numbers" ? ", the numbers of one with spaces, like 256 128, 64" : "";
}

/** The values of one setting, the form's own first where they are ticked. */
function valuesOf(variable: Variable, chosen: string[] | string, config: Values): Parsed {
  const options = optionsOf(variable);
  if (typeof chosen === "string") return parseValues(variable.field, chosen);
  const own = ownOption(variable, config);
  const ticked = (options ?? []).filter(
    ({ value }) => String(value) !== own && chosen.includes(String(value)),
  );
  if (ticked.length === 0) return { values: [] };
  return { values: [typedAs(variable, own), ...ticked.map(({ value }) => value)] };
}

/** An option that is known by its text. The kind of a union stands for the form's own settings of that kind. */
function typedAs(variable: Variable, own: string): unknown {
  return optionsOf(variable)?.find(({ value }) => String(value) === own)?.value ?? own;
}

export type Varied = {
  /** The `vary` of the body; a setting without a second value is not in it. */
  vary: Record<string, unknown[]>;
  /** How the varied settings are called. */
  titles: Record<string, string>;
  mistakes: FieldError[];
};

/** What the form varies, and what is wrong with it, by the names that the server uses too. */
export function variedOf(sections: Section[], config: Values, chosen: Vary): Varied {
  const known = new Map(variables(sections, config).map((each) => [each.path, each]));
  const varied: Varied = { vary: {}, titles: {}, mistakes: [] };
  const { [METHOD]: methods, ...settings } = chosen;
  if (Array.isArray(methods) && methods.length > 0) {
    const own = ownMethod(config);
    const others = methods.filter((method) => method !== own);
    varied.titles[METHOD] = "Method";
    if (others.length > 0) varied.vary[METHOD] = [ownMethodValue(config), ...others];
  }
  for (const [path, values] of Object.entries(settings)) {
    const variable = known.get(path);
    const parsed = variable ? valuesOf(variable, values, config) : { mistake: GONE };
    varied.titles[path] = variable?.title ?? path;
    if ("mistake" in parsed) varied.mistakes.push({ field: `vary.${path}`, message: parsed.mistake });
    else if (parsed.values.length > 0) varied.vary[path] = parsed.values;
  }
  return varied;
}

const GONE = "The configuration has no such setting any more. Remove it here, or choose what has it above.";
