/** Methods as one choice: the name of a schedule, a weighting or an aggregation, the other two then being plain. */
import { inWords } from "@/shared/names";
import { topField } from "../form/edit";
import { titleOf } from "../form/titles";
import type { Section } from "../schema/model";
import { getAt, type Values } from "../schema/values";

/** What the server calls the three together. */
export const METHOD = "method";
/** No kind of schedule, but a wish: random, at the mean rates of the first schedule in the list that drops by itself. */
export const MATCHED = "random_matched";

/** The parts, each with the kind that it has in ordinary training. */
const PLAIN = { schedule: "always_on", weighting: "fixed", aggregation: "sum" };
const ORDINARY = PLAIN.schedule;
/** Whose rates are taken: those that come first are preferred. */
const DROPPING = ["dst", "round_robin", "random"];

export type MethodOption = { value: string; label: string; help: string };
export type MethodGroup = { group: string; items: MethodOption[] };

/** The names to choose from, by the part that each is a kind of; ordinary training has one name, not three. */
export function methodGroups(sections: Section[], config: Values): MethodGroup[] {
  return Object.entries(PLAIN).flatMap(([part, plain]) => {
    const field = topField(sections, part, "union");
    if (!field) return [];
    const items = field.members
      .map(({ value, label, help }) => ({ value, label, help }))
      .filter(({ value }) => value === ORDINARY || value !== plain);
    return [
      {
        group: titleOf(part, field, config),
        items: part === "schedule" ? [...items, matchedOption()] : items,
      },
    ];
  });
}

function matchedOption(): MethodOption {
  return {
    value: MATCHED,
    label: "random matched",
    help: "At random, each task as often as the dropping method of the list trained it: shows what the choice of tasks adds.",
  };
}

/** The schedule whose mean rates `MATCHED` takes, of the form's own and those ticked; undefined where none drops. */
export function rateSource(own: string, ticked: readonly string[]): string | undefined {
  return DROPPING.find((kind) => own.split(AND).includes(kind) || ticked.includes(kind));
}

const AND = " + ";

/** The form's own method, which is always one of those compared: "dst", or "dst + uncertainty". */
export function ownMethod(config: Values): string {
  return Object.values(ownParts(config)).join(AND) || ORDINARY;
}

/** The same as the server reads it. */
export function ownMethodValue(config: Values): unknown {
  const parts = ownParts(config);
  return Object.keys(parts).length > 1 ? parts : ownMethod(config);
}

/** The parts in which the form departs from ordinary training. */
function ownParts(config: Values): Record<string, string> {
  const kinds = Object.keys(PLAIN).map((part) => [part, String(getAt(config, `${part}.kind`))] as const);
  return Object.fromEntries(kinds.filter(([part, kind]) => kind !== PLAIN[part as keyof typeof PLAIN]));
}

/** "DST + uncertainty" of "dst + uncertainty". */
export function methodText(method: string): string {
  return method.split(AND).map(inWords).join(AND);
}
