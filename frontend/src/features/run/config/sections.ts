import { type ConfigSchema, follow, labelOf, membersOf, type SchemaNode } from "@/shared/config-schema";
import { inWords } from "@/shared/names";

/** A configuration as rows to read, in the sections and words of its JSON Schema. */
export type Row = { path: string; label: string; value: string | null; level: number };
export type Section = { title: string; rows: Row[] };

type Plain = Record<string, unknown>;

/** The sections of a configuration without its tasks, which are a table of their own. */
export function configSections(config: Plain, schema: ConfigSchema): Section[] {
  const sections = new Map<string, Section>();
  for (const [key, value] of Object.entries(config)) {
    if (key === "tasks") continue;
    const node = schema.properties?.[key] ?? {};
    const title = node.section ?? "Run";
    const section = sections.get(title) ?? { title, rows: [] };
    section.rows.push(...rows(key, key, value, node, schema, 0));
    sections.set(title, section);
  }
  return [...sections.values()];
}

function rows(
  path: string,
  key: string,
  value: unknown,
  node: SchemaNode,
  schema: ConfigSchema,
  level: number,
): Row[] {
  const label = labelOf(key, node);
  if (!isPlain(value)) return [{ path, label, value: text(value, node.unit), level }];
  if (Object.keys(value).length === 0) return [{ path, label, value: "none", level }];
  const tag = node.discriminator?.propertyName ?? "kind";
  const { [tag]: kind, ...rest } = value;
  const shape = resolve(node, tag, kind, schema);
  const named = shape.properties === undefined && typeof shape.additionalProperties === "object";
  return [
    { path, label, value: kind === undefined ? null : text(kind), level },
    ...Object.entries(rest).flatMap(([name, child]) => {
      const inner = named
        ? { title: shape.widget === "reuse" ? `${name} reads` : name }
        : shape.properties?.[name];
      return rows(`${path}.${name}`, name, child, inner ?? {}, schema, level + 1);
    }),
  ];
}

/** Follows a reference and, in a union, chooses the member whose tag is this. */
function resolve(node: SchemaNode, tag: string, kind: unknown, schema: ConfigSchema): SchemaNode {
  const members = membersOf(node, schema);
  return members.find((member) => member.properties?.[tag]?.const === kind) ?? members[0] ?? {};
}

/** What each task was asked to do: the settings that some task has other than by default, and always the head. */
export type TaskSettings = { columns: string[]; rows: { task: string; values: string[] }[] };

const ALWAYS = new Set(["weight", "head_hidden"]);

export function taskSettings(tasks: readonly Plain[], schema: ConfigSchema): TaskSettings {
  const { properties = {} } = follow(schema.properties?.tasks?.items ?? {}, schema);
  const keys = [...new Set(tasks.flatMap(Object.keys))].filter(
    (key) =>
      key !== "name" &&
      (ALWAYS.has(key) || tasks.some((task) => differs(task[key], properties[key]?.default))),
  );
  return {
    columns: keys.map((key) => labelOf(key, properties[key])),
    rows: tasks.map((task) => ({
      task: String(task.name),
      values: keys.map((key) => text(task[key], properties[key]?.unit)),
    })),
  };
}

function differs(value: unknown, usual: unknown): boolean {
  return JSON.stringify(value) !== JSON.stringify(usual);
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown, unit?: string): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(" · ");
  return unit ? `${value} ${unit}` : inWords(String(value));
}
