/** From the form to the body of `POST /api/runs`. */
import type { Schemas } from "@/api/client";
import { inWords } from "@/shared/names";
import { getAt, type Values } from "../schema/values";
import { DATASET_PATH } from "./dataset";
import type { Extras } from "./draft";

type Resolved = { seeds: number[]; twin: boolean; vary: Record<string, unknown[]>; preset: string | null };

export function bodyOf(
  config: Values,
  extras: Extras,
  { seeds, twin, vary, preset }: Resolved,
): Schemas["SubmitRuns"] {
  const name = extras.name.trim();
  const experiment = extras.experiment.trim();
  return {
    config: config as Schemas["RunConfig"], // the server says where it is not one
    ...(name ? { name } : {}),
    ...(experiment ? { experiment } : {}),
    tags: extras.tags,
    notes: extras.notes,
    ...(preset ? { preset } : {}),
    ...(seeds.length > 0 ? { seeds } : {}),
    twin,
    single_task: extras.single,
    ...(Object.keys(vary).length > 0 ? { vary } : {}),
  };
}

/** What the server calls a run without a name. */
export function defaultName(config: Values): string {
  const kind = String(getAt(config, "schedule.kind"));
  const p = kind === "random" ? ` ${getAt(config, "schedule.p")}` : "";
  return `${getAt(config, DATASET_PATH)} · ${inWords(kind)}${p}`;
}

/** Why a run can have no always-on twin, or null. */
export function twinRefusal(config: Values, vary: Record<string, unknown[]>): string | null {
  if (vary.method) return "Methods are compared below: always on can be one of them.";
  if (vary.schedule) return "The schedules below are compared: tick always on there.";
  return getAt(config, "schedule.kind") === "always_on" ? "The drop schedule is always on already." : null;
}
