/** Which settings stand in the open, which under "More", and which need a line of their own. */
import type { Field, Kind } from "./model";
import { getAt, join, memberOf } from "./values";

const WIDE: ReadonlySet<Kind> = new Set(["tasks", "simplex", "json"]);

export function isWide(field: Field): boolean {
  return WIDE.has(field.kind);
}

/** The settings that stand in the open, those with a line of their own last; `all`: the advanced ones too. */
export function openFields(fields: Field[], all = false): Field[] {
  const open = fields.filter((field) => (all || !field.advanced) && field.kind !== "constant");
  return [...open.filter((field) => !isWide(field)), ...open.filter(isWide)];
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
