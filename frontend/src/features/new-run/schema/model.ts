/**
 * From the JSON Schema of `RunConfig` to the fields of the form. Pure: knows shapes and the schema's hints
 * (`section`, `widget`, `unit`, `step`, `advanced`), never a field by name. What has an unknown shape becomes
 * a JSON input, so that no setting is out of reach.
 */
import { heading } from "@/shared/config-schema";
import { inWords } from "@/shared/names";

export type Bounds = {
  integer: boolean;
  min: number | null;
  above: number | null;
  max: number | null;
  below: number | null;
  step: number | null;
};

export type Option = { value: string | number | boolean | null; label: string };
export type Member = { value: string; label: string; help: string; fields: Field[] };

type Shape =
  | { kind: "number"; bounds: Bounds; unit: string; nullable: boolean }
  | { kind: "numbers"; bounds: Bounds; minItems: number; maxItems: number | null }
  | { kind: "text"; nullable: boolean; minLength: number; maxLength: number | null }
  | { kind: "texts" }
  | { kind: "boolean" }
  | { kind: "choice"; options: Option[] }
  | { kind: "choices"; options: Option[] }
  | { kind: "constant" }
  | { kind: "group"; fields: Field[] }
  | { kind: "union"; tag: string; members: Member[] }
  | { kind: "tasks"; columns: Field[] }
  | { kind: "simplex"; fields: Field[] }
  | { kind: "lists" }
  | { kind: "rates"; bounds: Bounds }
  | { kind: "optional"; inner: Field }
  | { kind: "json" };

export type Kind = Shape["kind"];

/** One setting. `title` is empty for a group whose fields stand for themselves. */
export type Field = Shape & {
  name: string;
  title: string;
  help: string;
  /** The default of the schema; `undefined` where there is none. */
  initial: unknown;
  advanced: boolean;
  widget: string | null;
};

export type FieldOf<K extends Kind> = Extract<Field, { kind: K }>;
export type Section = { title: string; fields: Field[] };

export type JsonSchema = {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  section?: string;
  widget?: string;
  unit?: string;
  step?: number;
  advanced?: boolean;
};

type Defs = Record<string, JsonSchema>;

/** The sections of the form in the order in which the schema first names them. */
export function sectionsOf(root: JsonSchema): Section[] {
  const sections = new Map<string, Field[]>();
  for (const [name, schema] of Object.entries(root.properties ?? {})) {
    const title = schema.section ?? "Other";
    const fields = sections.get(title) ?? [];
    fields.push(fieldOf(name, schema, root.$defs ?? {}));
    sections.set(title, fields);
  }
  return [...sections].map(([title, fields]) => ({ title, fields }));
}

function fieldOf(name: string, raw: JsonSchema, defs: Defs): Field {
  const schema = resolve(raw, defs);
  const shape = shapeOf(name, schema, defs);
  return {
    ...shape,
    name,
    title: titleOf(name, raw, schema, shape.kind),
    help: schema.description ?? "",
    initial: schema.default,
    advanced: schema.advanced ?? false,
    widget: schema.widget ?? null,
  };
}

/** The definition behind a `$ref`, overruled by what stands beside the `$ref`. */
function resolve(schema: JsonSchema, defs: Defs): JsonSchema {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  return { ...defs[$ref.slice($ref.lastIndexOf("/") + 1)], ...beside };
}

/** The name of a class ("DataConfig") is no title, unless it is the field's own name ("Augmentation"). */
function titleOf(name: string, raw: JsonSchema, schema: JsonSchema, kind: Kind): string {
  if (raw.title) return raw.title;
  const own = heading(name);
  if (kind !== "group") return raw.$ref ? own : (schema.title ?? own);
  return schema.title === own ? own : "";
}

function shapeOf(name: string, schema: JsonSchema, defs: Defs): Shape {
  if (schema.widget === "tasks") {
    const item = resolve(schema.items ?? {}, defs);
    return { kind: "tasks", columns: fieldsOf(item, defs).filter((column) => column.name !== "name") };
  }
  if (schema.widget === "simplex") return { kind: "simplex", fields: fieldsOf(schema, defs) };
  return nullableOf(name, schema, defs) ?? unionOf(schema, defs) ?? plainShape(schema, defs);
}

function plainShape(schema: JsonSchema, defs: Defs): Shape {
  if ("const" in schema) return { kind: "constant" };
  if (schema.enum) return { kind: "choice", options: schema.enum.map(optionOf) };
  switch (schema.type) {
    case "boolean":
      return { kind: "boolean" };
    case "string":
      return {
        kind: "text",
        nullable: false,
        minLength: schema.minLength ?? 0,
        maxLength: schema.maxLength ?? null,
      };
    case "integer":
    case "number":
      return { kind: "number", bounds: boundsOf(schema), unit: schema.unit ?? "", nullable: false };
    case "array":
      return listShape(schema, defs);
    case "object":
      return schema.properties ? { kind: "group", fields: fieldsOf(schema, defs) } : namedShape(schema, defs);
    default:
      return { kind: "json" };
  }
}

/** An object whose keys are free: lists of names, or numbers, by name. */
function namedShape(schema: JsonSchema, defs: Defs): Shape {
  const inner = schema.additionalProperties;
  if (typeof inner !== "object") return { kind: "json" };
  const each = plainShape(resolve(inner, defs), defs);
  if (each.kind === "number") return { kind: "rates", bounds: each.bounds };
  return each.kind === "texts" ? { kind: "lists" } : { kind: "json" };
}

function fieldsOf(schema: JsonSchema, defs: Defs): Field[] {
  return Object.entries(schema.properties ?? {}).map(([name, property]) => fieldOf(name, property, defs));
}

function listShape(schema: JsonSchema, defs: Defs): Shape {
  const item = resolve(schema.items ?? {}, defs);
  if (item.enum) return { kind: "choices", options: item.enum.map(optionOf) };
  if (item.type === "string") return { kind: "texts" };
  if (item.type !== "integer" && item.type !== "number") return { kind: "json" };
  if (schema.widget === "choices") return { kind: "choices", options: wholeNumbers(item).map(optionOf) };
  return {
    kind: "numbers",
    bounds: boundsOf(item),
    minItems: schema.minItems ?? 0,
    maxItems: schema.maxItems ?? null,
  };
}

/** The whole numbers that a schema allows, where it names both ends. */
function wholeNumbers({ minimum = 0, maximum = minimum }: JsonSchema): number[] {
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
}

function boundsOf(schema: JsonSchema): Bounds {
  return {
    integer: schema.type === "integer",
    min: schema.minimum ?? null,
    above: schema.exclusiveMinimum ?? null,
    max: schema.maximum ?? null,
    below: schema.exclusiveMaximum ?? null,
    step: schema.step ?? (schema.type === "integer" ? 1 : null),
  };
}

function optionOf(value: unknown): Option {
  return {
    value: value as Option["value"],
    label: typeof value === "string" ? inWords(value) : String(value),
  };
}

function unionOf(schema: JsonSchema, defs: Defs): Shape | null {
  const { discriminator } = schema;
  if (!discriminator || !schema.oneOf) return null;
  const tag = discriminator.propertyName;
  const members = schema.oneOf.map((raw) => {
    const member = resolve(raw, defs);
    const value = String(member.properties?.[tag]?.const ?? "");
    return {
      value,
      label: inWords(value),
      help: member.description ?? "",
      fields: fieldsOf(member, defs).filter((field) => field.name !== tag),
    };
  });
  return { kind: "union", tag, members };
}

/** `X | None`: an input that may be empty where there is a natural one, else a switch in front of X. */
function nullableOf(name: string, schema: JsonSchema, defs: Defs): Shape | null {
  const { anyOf, ...beside } = schema;
  if (anyOf?.length !== 2 || !anyOf.some((choice) => choice.type === "null")) return null;
  const some = anyOf.find((choice) => choice.type !== "null") ?? {};
  const { default: _none, ...outer } = beside;
  const inner = fieldOf(name, { ...resolve(some, defs), ...outer }, defs);
  if (inner.kind === "number" || inner.kind === "text") return { ...inner, nullable: true };
  if (inner.kind === "choice") {
    return { ...inner, options: [{ value: null, label: "none" }, ...inner.options] };
  }
  return { kind: "optional", inner };
}
