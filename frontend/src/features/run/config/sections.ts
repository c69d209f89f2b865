import { inWords } from "@/shared/names";

/** A configuration as rows to read, in the sections and words of its JSON Schema. */
export type Row = { path: string; label: string; value: string | null; level: number };
export type Section = { title: string; rows: Row[] };

type Node = {
  $ref?: string;
  title?: string;
  section?: string;
  unit?: string;
  oneOf?: Node[];
  properties?: Record<string, Node>;
  const?: unknown;
};
export type ConfigSchema = Node & { $defs?: Record<string, Node> };

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
  node: Node,
  schema: ConfigSchema,
  level: number,
): Row[] {
  const label = node.title ?? humanise(key);
  if (!isPlain(value)) return [{ path, label, value: text(value, node.unit), level }];
  const { kind, ...rest } = value;
  const shape = resolve(node, kind, schema);
  return [
    { path, label, value: kind === undefined ? null : text(kind), level },
    ...Object.entries(rest).flatMap(([name, child]) =>
      rows(`${path}.${name}`, name, child, shape.properties?.[name] ?? {}, schema, level + 1),
    ),
  ];
}

/** Follows a reference and, in a union, chooses the member of this kind. */
function resolve(node: Node, kind: unknown, schema: ConfigSchema): Node {
  const members = (node.oneOf ?? [node]).map((member) => {
    const name = member.$ref?.replace("#/$defs/", "");
    return name === undefined ? member : (schema.$defs?.[name] ?? {});
  });
  return members.find((member) => member.properties?.kind?.const === kind) ?? members[0] ?? {};
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function humanise(key: string): string {
  const words = key.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function text(value: unknown, unit?: string): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(" · ");
  return unit ? `${value} ${unit}` : inWords(String(value));
}
