/**
 * Every change that the form can make to a configuration. What a choice puts out of sight (the fields of another
 * optimiser, the settings of a task that was switched off, the tasks of another data set) is put aside, not lost.
 */
import type { Field, FieldOf, Section } from "../schema/model";
import { completeUnion, getAt, isRecord, setAt, type Values } from "../schema/values";

export type FormState = {
  config: Values;
  /** Values that are out of sight, by where they belong. */
  aside: Record<string, unknown>;
};

export function setField(state: FormState, path: string, value: unknown): FormState {
  return { ...state, config: setAt(state.config, path, value) };
}

/** Choose the member `kind` of the union at `path`, with the values it had when it was last chosen. */
export function chooseMember(
  state: FormState,
  path: string,
  field: FieldOf<"union">,
  kind: string,
): FormState {
  const current = getAt(state.config, path);
  const before = isRecord(current) ? String(current[field.tag]) : "";
  const member = field.members.find((candidate) => candidate.value === kind);
  if (!member || before === kind) return state;
  const remembered = state.aside[`${path}=${kind}`];
  return {
    config: setAt(state.config, path, remembered ?? memberValues(field, kind)),
    aside: { ...state.aside, [`${path}=${before}`]: current },
  };
}

function memberValues(field: FieldOf<"union">, kind: string): unknown {
  // The default of the whole field may name other values for this member than the member itself does.
  const initial =
    isRecord(field.initial) && field.initial[field.tag] === kind ? field.initial : { [field.tag]: kind };
  return completeUnion(field, initial);
}

/** The setting of this name and shape at the top of the configuration, where the schema has one. */
export function topField<K extends Field["kind"]>(
  sections: Section[],
  name: string,
  kind: K,
): FieldOf<K> | undefined {
  const fields = sections.flatMap((section) => section.fields);
  return fields.find((field): field is FieldOf<K> => field.name === name && field.kind === kind);
}
