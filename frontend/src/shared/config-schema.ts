import { inWords } from "@/shared/names";

/** The JSON Schema of a run's configuration, as far as settings are named by it. */
export type SchemaNode = {
  $ref?: string;
  title?: string;
  section?: string;
  unit?: string;
  widget?: string;
  default?: unknown;
  oneOf?: SchemaNode[];
  discriminator?: { propertyName: string };
  properties?: Record<string, SchemaNode>;
  /** Of an object whose keys are names that the reader gave. */
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  const?: unknown;
};
export type ConfigSchema = SchemaNode & { $defs?: Record<string, SchemaNode> };

/** How the pages call a setting: by its title, else by its name in words. */
export function labelOf(key: string, node: SchemaNode | undefined): string {
  return node?.title ?? heading(key);
}

/** The name of a setting as a title: `data_order` → "Data order". */
export function heading(name: string): string {
  const text = inWords(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The node, or what it refers to. */
export function follow(node: SchemaNode, schema: ConfigSchema): SchemaNode {
  const name = node.$ref?.replace("#/$defs/", "");
  return name === undefined ? node : (schema.$defs?.[name] ?? {});
}

/** The members of a union; else the node alone. */
export function membersOf(node: SchemaNode, schema: ConfigSchema): SchemaNode[] {
  return (node.oneOf ?? [node]).map((member) => follow(member, schema));
}

/** Where one kind of several stands in for the setting that has kinds. */
const TAGS = new Set(["kind", "dataset"]);
/** Schedule, weighting and aggregation as one; the configuration has no such setting. */
const METHOD = "method";

/**
 * The setting at a dotted path of a comparison as the form calls it: `lr_schedule.kind` → "LR schedule",
 * `tasks.parity.weight` → "Weight of parity". A path that the schema does not know stays.
 */
export function settingTitle(path: string, schema: ConfigSchema): string {
  if (path === METHOD) return heading(METHOD);
  const [first = "", ...rest] = path.split(".");
  const task = first === "tasks" && rest.length > 1 ? rest.slice(0, -1).join(".") : null;
  if (task !== null) {
    const key = rest.at(-1) ?? "";
    const own = follow(schema.properties?.tasks?.items ?? {}, schema).properties?.[key];
    return own ? `${labelOf(key, own)} of ${task}` : path;
  }
  return titleBelow(path.split("."), schema, schema) ?? path;
}

function titleBelow([key = "", ...rest]: string[], above: SchemaNode, schema: ConfigSchema): string | null {
  const node = membersOf(above, schema)
    .map((member) => member.properties?.[key])
    .find((found) => found !== undefined);
  if (node === undefined) return null;
  const own = labelOf(key, node);
  if (rest.length === 0 || (rest.length === 1 && TAGS.has(rest[0] ?? ""))) return own;
  const named = membersOf(node, schema).some(({ additionalProperties: each }) => typeof each === "object");
  return titleBelow(rest, node, schema) ?? (named ? `${own} of ${rest.join(".")}` : null);
}
