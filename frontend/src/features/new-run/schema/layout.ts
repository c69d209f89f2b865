/** Which settings stand in the open, which under "More", and which need a line of their own. */
import type { Field, FieldOf, Kind } from "./model";
import { getAt, join, memberOf } from "./values";

const WIDE: ReadonlySet<Kind> = new Set(["tasks", "simplex", "json", "lists", "rates"]);

export function isWide(field: Field): boolean {
  return WIDE.has(field.kind);
}

/**
 * The settings that stand in the open; `all`: the advanced ones too. Those with an input of their own come first, as
 * they say what the others are about; those with a line of their own last.
 */
export function openFields(fields: Field[], all = false): Field[] {
  const open = fields.filter((field) => (all || !field.advanced) && field.kind !== "constant");
  const rank = (field: Field) => (isWide(field) ? 2 : field.widget === null ? 1 : 0);
  return open.toSorted((a, b) => rank(a) - rank(b));
}

/** Whether a group is a table of words ("sneaker: shoes"), best read as one. */
export function isMapping(field: FieldOf<"group">): boolean {
  return field.fields.length > 2 && field.fields.every(({ kind }) => kind === "text");
}

/** The advanced settings with their paths, wherever they are inside `fields` as `values` has them. */
export function advancedFields(
  fields: Field[],
  values: unknown,
  parent = "",
): { path: string; field: Field }[] {
  return fields.flatMap((field) => {
    const path = join(parent, field.name);
    if (field.advanced) return [{ path, field }];
    const value = getAt(values, field.name);
    if (field.kind === "group") return advancedFields(field.fields, value, path);
    if (field.kind === "union") return advancedFields(memberOf(field, value)?.fields ?? [], value, path);
    return [];
  });
}

/** The name of a setting where its group is not written beside it: "Augmentation: flip". */
export function titleIn(group: string, title: string): string {
  if (group === "" || title === "") return title || group;
  const isWord = /^\p{Lu}\p{Ll}/u.test(title);
  return `${group}: ${isWord ? title.charAt(0).toLowerCase() + title.slice(1) : title}`;
}
