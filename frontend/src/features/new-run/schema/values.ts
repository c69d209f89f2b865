/** Reading, writing and completing the values of the form. All pure; paths are dotted ("tasks.0.weight"). */
import type { Field, FieldOf, Section } from "./model";

export type Values = Record<string, unknown>;

/** What was typed into a JSON input and is no JSON (yet). It is kept, and refused at launch. */
export type Unparsed = { $text: string };

export function isUnparsed(value: unknown): value is Unparsed {
  return isRecord(value) && typeof value.$text === "string";
}

export function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lists of names by name; what is none is an empty list. */
export function asLists(value: unknown): Record<string, string[]> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, list]) => [name, Array.isArray(list) ? list.map(String) : []]),
  );
}

export function join(parent: string, name: string | number): string {
  return parent === "" ? String(name) : `${parent}.${name}`;
}

export function getAt(values: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Values | undefined)?.[key], values);
}

/** A copy of `values` in which `path` holds `value`; everything beside the path is shared. */
export function setAt<T>(values: T, path: string, value: unknown): T {
  const [key = "", ...rest] = path.split(".");
  const copy = (Array.isArray(values) ? [...values] : { ...values }) as Values;
  copy[key] = rest.length === 0 ? value : setAt(copy[key] ?? {}, rest.join("."), value);
  return copy as T;
}

/** The member of a union that `value` has chosen; the first where it names none. */
export function memberOf(field: FieldOf<"union">, value: unknown) {
  const chosen = isRecord(value) ? value[field.tag] : undefined;
  return field.members.find((member) => member.value === chosen) ?? field.members[0];
}

/** `value` completed with the defaults of every field it lacks, and without what the schema does not know. */
export function complete(field: Field, value: unknown): unknown {
  if (value === undefined) return field.initial === undefined ? blank(field) : complete(field, field.initial);
  switch (field.kind) {
    case "group":
    case "simplex":
      return isRecord(value) ? completeAll(field.fields, value) : value;
    case "union":
      return completeUnion(field, value);
    case "tasks":
      return Array.isArray(value) ? value.map((row) => completeTask(field, row)) : value;
    case "optional":
      return value === null ? null : complete(field.inner, value);
    default:
      return value;
  }
}

function completeAll(fields: Field[], values: Values): Values {
  return Object.fromEntries(fields.map((field) => [field.name, complete(field, values[field.name])]));
}

export function completeUnion(field: FieldOf<"union">, value: unknown): unknown {
  const member = memberOf(field, value);
  if (!member) return value;
  const own = isRecord(value) ? value : {};
  return { [field.tag]: member.value, ...completeAll(member.fields, own) };
}

export function completeTask(field: FieldOf<"tasks">, row: unknown): unknown {
  return isRecord(row) ? { name: row.name, ...completeAll(field.columns, row) } : row;
}

function blank(field: Field): unknown {
  switch (field.kind) {
    case "group":
    case "simplex":
      return completeAll(field.fields, {});
    case "union":
      return completeUnion(field, {});
    case "choice":
      return field.options[0]?.value ?? null;
    case "boolean":
      return false;
    case "tasks":
    case "numbers":
    case "texts":
    case "choices":
      return [];
    case "lists":
    case "rates":
      return {};
    case "optional":
    case "json":
      return null;
    default:
      return "";
  }
}

/** A whole configuration, completed. */
export function completeConfig(sections: Section[], config: Values): Values {
  return completeAll(
    sections.flatMap((section) => section.fields),
    config,
  );
}

/** Every field that a configuration shows, with its path: the containers and what they hold. */
export function* walk(fields: Field[], values: unknown, parent = ""): Generator<[string, Field, unknown]> {
  for (const field of fields) {
    const path = join(parent, field.name);
    const value = isRecord(values) ? values[field.name] : undefined;
    yield [path, field, value];
    yield* inside(field, value, path);
  }
}

function* inside(field: Field, value: unknown, path: string): Generator<[string, Field, unknown]> {
  switch (field.kind) {
    case "group":
    case "simplex":
      yield* walk(field.fields, value, path);
      break;
    case "union":
      yield* walk(memberOf(field, value)?.fields ?? [], value, path);
      break;
    case "tasks":
      for (const [index, row] of (Array.isArray(value) ? value : []).entries()) {
        yield* walk(field.columns, row, join(path, index));
      }
      break;
    case "optional":
      if (value !== null) yield* inside(field.inner, value, path);
      break;
  }
}

export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}
