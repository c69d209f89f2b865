/** How the page calls a setting. */
import { heading } from "@/shared/config-schema";
import type { Field } from "../schema/model";
import type { Values } from "../schema/values";
import { rowsOf, TASKS_PATH } from "./tasks";

/** The title of the setting at a path, with the task that a column is meant of: "Weight of parity". */
export function titleOf(path: string, field: Field, config: Values): string {
  const title = field.title || heading(field.name);
  const [first, index] = path.split(".");
  const row = first === TASKS_PATH && index !== undefined ? rowsOf(config)[Number(index)] : undefined;
  return row ? `${title} of ${row.name}` : title;
}
