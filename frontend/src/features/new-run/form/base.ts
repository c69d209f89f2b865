/** Where a form starts from: a preset, a run to clone, or the defaults. */
import type { Section } from "../schema/model";
import { completeConfig, type Values } from "../schema/values";
import type { Search } from "../search";
import type { Dataset, Preset, Run } from "../types";
import { chooseDataset, chooseManifest, datasetOf } from "./dataset";
import { type Extras, NO_EXTRAS } from "./draft";
import { type FormState, setField, topField } from "./edit";
import { defaultName } from "./submit";
import { allTasks, TASKS_PATH } from "./tasks";

export type Base = {
  /** "preset:digits-dst", "run:42", "data:celeba", "data:manifest/mine/labels.csv" or "defaults". */
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
  const first = datasets.find((candidate) => candidate.unavailable === null) ?? datasets[0];
  return { ...NO_BASE, key: "defaults", config: onDataset(sections, datasets, first?.name ?? "").config };
}

/** The defaults on one data set; null where there is none of this name. */
export function dataBase(search: Search, sections: Section[], datasets: Dataset[]): Base | null {
  const key = keyOf(search);
  const dataset = datasets.find(({ name }) => name === search.dataset);
  if (!dataset || key === null) return null;
  const state = onDataset(sections, datasets, dataset.name);
  const { config } = search.manifest === undefined ? state : chooseManifest(state, search.manifest);
  return { ...NO_BASE, key, title: `the defaults on ${search.manifest ?? dataset.title}`, config };
}

const NO_BASE = { title: "the defaults", extras: NO_EXTRAS, preset: null };

function onDataset(sections: Section[], datasets: Dataset[], name: string): FormState {
  const state: FormState = { config: completeConfig(sections, {}), aside: {} };
  const tasks = topField(sections, TASKS_PATH, "tasks");
  const offered = datasetOf(state.config, datasets)?.tasks ?? [];
  const initial = setField(state, TASKS_PATH, tasks ? allTasks(tasks, offered) : []);
  return { config: chooseDataset(initial, sections, datasets, name).config, aside: {} };
}

const KINDS = { preset: "preset:", run: "run:", data: "data:" };

/** The address of a base, so that the choice can be linked to. */
export function searchOf(key: string): Search {
  if (key.startsWith(KINDS.preset)) return { preset: key.slice(KINDS.preset.length) };
  if (key.startsWith(KINDS.run)) return { from: Number(key.slice(KINDS.run.length)) };
  if (!key.startsWith(KINDS.data)) return {};
  const [dataset = "", ...manifest] = key.slice(KINDS.data.length).split("/");
  return { dataset, ...(manifest.length > 0 ? { manifest: manifest.join("/") } : {}) };
}

export function keyOf({ preset, from, dataset, manifest }: Search): string | null {
  if (from !== undefined) return `${KINDS.run}${from}`;
  if (preset !== undefined) return `${KINDS.preset}${preset}`;
  if (dataset === undefined) return null;
  return `${KINDS.data}${dataset}${manifest === undefined ? "" : `/${manifest}`}`;
}
