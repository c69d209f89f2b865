/** The real schema (see config-schema.json) and small data sets, for the tests of this folder. */
import { tasksField } from "../form/base";
import type { FormState } from "../form/edit";
import { type Field, type JsonSchema, sectionsOf } from "../schema/model";
import { completeConfig, walk } from "../schema/values";
import type { Dataset } from "../types";
import schema from "./config-schema.json";

export const sections = sectionsOf(schema as JsonSchema);
export const allFields = sections.flatMap((section) => section.fields);

export const tasks = (() => {
  const field = tasksField(sections);
  if (!field) throw new Error("the schema has no field with the widget “tasks”");
  return field;
})();

function task(name: string): Dataset["tasks"][number] {
  return { name, kind: "binary", classes: ["no", "yes"], description: `Is it ${name}?` };
}

export const digits: Dataset = {
  name: "digits",
  title: "Digits",
  description: "Small ones",
  tasks: ["digit", "parity", "at-least-five", "closed-loop"].map(task),
  unavailable: null,
};

export const fashion: Dataset = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  description: "Clothes",
  tasks: ["item", "group"].map(task),
  unavailable: null,
};

/** A form on digits with two tasks and the defaults of the schema. */
export function freshForm(): FormState {
  const config = completeConfig(sections, { tasks: [{ name: "digit" }, { name: "parity" }] });
  return { config, aside: {} };
}

/** The field at a dotted path of a fresh form. */
export function fieldAt(path: string, state = freshForm()): Field {
  for (const [found, field] of walk(allFields, state.config)) if (found === path) return field;
  throw new Error(`the schema has no field ${path}`);
}

/** The same, where it must be of one kind. */
export function fieldOfKind<K extends Field["kind"]>(path: string, kind: K): Extract<Field, { kind: K }> {
  const field = fieldAt(path);
  if (field.kind !== kind) throw new Error(`${path} is a ${field.kind}, not a ${kind}`);
  return field as Extract<Field, { kind: K }>;
}
