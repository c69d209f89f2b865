import { inWords } from "@/shared/names";

/** A word of the configuration, or several joined by a plus; paths, numbers and lists are none. */
const WORDS = /^[a-z]\w*( \+ [a-z]\w*)*$/;

/** The value of a setting in a comparison as people write it. What is below `tasks` may be a name and stays. */
export function settingText(field: string, value: string | undefined): string {
  if (value === undefined) return "–";
  if (field.startsWith("tasks") || !WORDS.test(value)) return value;
  return value.split(" + ").map(inWords).join(" + ");
}
