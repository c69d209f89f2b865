/** The labels of one image in words. */
import type { Schemas } from "@/api/client";

type Task = Pick<Schemas["DatasetTask"], "name" | "kind" | "classes">;
type Labels = Schemas["SampleImage"]["labels"];

const YES_OR_NO = /^(no|yes|false|true|0|1|-1)$/i;

/** What can be said of an image in few words: classes, and the yes-or-no tasks that hold. */
export function captionOf(labels: Labels, tasks: readonly Task[]): string[] {
  return tasks.flatMap((task) => {
    const label = labels[task.name];
    if (label == null) return [];
    if (Array.isArray(label)) return label.map(readable);
    if (task.kind !== "binary" || !task.classes.every((name) => YES_OR_NO.test(name)))
      return [readable(label)];
    return label === task.classes[1] ? [readable(task.name)] : [];
  });
}

/** Every label with its task: "digit: 3". */
export function labelLines(labels: Labels, tasks: readonly Task[]): string[] {
  return tasks.map(({ name }) => {
    const label = labels[name];
    if (label == null) return `${name}: not labelled`;
    return `${name}: ${Array.isArray(label) ? label.join(", ") || "none" : label}`;
  });
}

function readable(name: string): string {
  return name.replaceAll("_", " ");
}
