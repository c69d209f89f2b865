/** Where a form starts from: a preset, a run to clone, or the defaults. */
import type { Field, FieldOf, Section } from "../schema/model";
import { completeConfig, getAt, isRecord, join, memberOf, same, type Values } from "../schema/values";
import type { Dataset, Preset, Run } from "../types";
import { type Extras, NO_EXTRAS } from "./draft";
import { allTasks, DATASET_PATH, setField, TASKS_PATH } from "./edit";
import { defaultName } from "./submit";

export type Search = { preset?: string; from?: number };

export type Base = {
  /** "preset:digits-dst", "run:42" or "defaults". */
  key: string;
  /** How the page calls it. */
  title: string;
  config: Values;
  extras: Extras;
  preset: string | null;
};

export function presetBase(preset: Preset, sections: Section[]): Base {
  return {
    key: `preset:${preset.id}`,
    title: preset.title,
    config: completeConfig(sections, preset.config),
    extras: NO_EXTRAS,
    preset: preset.id,
  };
}

export function runBase(run: Run, sections: Section[]): Base {
  const { experiment, tags } = run;
  const config = completeConfig(sections, run.config);
  const name = run.name.replace(/ · seed \d+$/, ""); // the server adds it again where there are several
  return {
    key: `run:${run.id}`,
    title: `run #${run.id}`,
    config,
    extras: {
      ...NO_EXTRAS,
      name: name === defaultName(config) ? "" : name,
      experiment: experiment ?? "",
      tags,
    },
    preset: run.preset,
  };
}

/** The defaults of the schema, with all tasks of the first data set that is available. */
export function defaultBase(sections: Section[], datasets: Dataset[]): Base {
  const config = completeConfig(sections, {});
  const dataset = datasets.find((candidate) => candidate.unavailable === null) ?? datasets[0];
  const tasks = tasksField(sections);
  const base = { key: "defaults", title: "the defaults", extras: NO_EXTRAS, preset: null };
  if (!dataset || !tasks) return { ...base, config };
  const state = setField({ config, aside: {} }, DATASET_PATH, dataset.name);
  return { ...base, config: { ...state.config, [TASKS_PATH]: allTasks(tasks, dataset) } };
}

export function tasksField(sections: Section[]): FieldOf<"tasks"> | undefined {
  return sections.flatMap((section) => section.fields).find((field) => field.kind === "tasks");
}

/** The address of a base, so that the choice can be linked to. */
export function searchOf(key: string): Search {
  if (key.startsWith("preset:")) return { preset: key.slice("preset:".length) };
  if (key.startsWith("run:")) return { from: Number(key.slice("run:".length)) };
  return {};
}

export function keyOf(search: Search): string | null {
  if (search.from !== undefined) return `run:${search.from}`;
  return search.preset === undefined ? null : `preset:${search.preset}`;
}

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
