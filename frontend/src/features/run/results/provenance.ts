import type { Run } from "@/charts/records";
import { taskNames } from "@/charts/records";

/** What a run's configuration changed of its preset, in words: "tasks.1.weight" → "weight of coarse". */
export function changedFields(run: Pick<Run, "config" | "preset_changes">): string[] {
  const names = taskNames(run);
  return (run.preset_changes ?? []).map((field) => {
    const [section, place, ...rest] = field.split(".");
    const task = section === "tasks" && place !== undefined ? names[Number(place)] : undefined;
    if (task === undefined) return inWords(field);
    return rest.length === 0 ? `task ${task}` : `${inWords(rest.join("."))} of ${task}`;
  });
}

function inWords(field: string): string {
  return field
    .split(".")
    .map((part) => part.replaceAll("_", " "))
    .join(" · ");
}
