/** In which settings one configuration differs from another. */
import type { Field, FieldOf, Section } from "../schema/model";
import { getAt, isRecord, join, memberOf, same, type Values } from "../schema/values";

/** Dotted names ("config.…") of the settings in which `config` differs from `base`. */
export function changes(sections: Section[], base: Values, config: Values): Set<string> {
  return new Set(sections.flatMap(({ fields }) => changesOf(fields, base, config, "config")));
}

function changesOf(fields: Field[], base: unknown, config: unknown, parent: string): string[] {
  return fields.flatMap((field) => {
    const before = isRecord(base) ? base[field.name] : undefined;
    const now = isRecord(config) ? config[field.name] : undefined;
    return changeOf(field, before, now, join(parent, field.name));
  });
}

function changeOf(field: Field, before: unknown, now: unknown, path: string): string[] {
  if (same(before, now)) return [];
  if (field.kind === "group" || field.kind === "simplex") return changesOf(field.fields, before, now, path);
  if (field.kind === "tasks") return taskChanges(field, before, now, path);
  if (field.kind !== "union") return [path];
  const member = memberOf(field, now);
  const kept = getAt(before, field.tag) === getAt(now, field.tag);
  return member && kept ? changesOf(member.fields, before, now, path) : [path];
}

function taskChanges(field: FieldOf<"tasks">, before: unknown, now: unknown, path: string): string[] {
  if (!Array.isArray(before) || !Array.isArray(now)) return [path];
  const rows = now.flatMap((row, index) => {
    const old = before.find((candidate) => getAt(candidate, "name") === getAt(row, "name"));
    return old === undefined ? [] : changesOf(field.columns, old, row, join(path, index));
  });
  const names = (list: unknown[]) => list.map((row) => getAt(row, "name"));
  return same(names(before), names(now)) ? rows : [path, ...rows];
}
