/** Which message belongs under which field. */
import type { FieldError } from "@/api/client";

export type Placed = { byField: Map<string, string[]>; unplaced: FieldError[] };

/**
 * Messages by the field that shows them: the field named, else the nearest one around it ("config.trunk.hidden.1"
 * belongs to "config.trunk.hidden"). What no field shows is `unplaced`. Earlier lists win: a field that already
 * has a message from one list takes none from the next.
 */
export function place(known: ReadonlySet<string>, ...lists: FieldError[][]): Placed {
  const byField = new Map<string, string[]>();
  const unplaced: FieldError[] = [];
  for (const list of lists) {
    const taken = new Set(byField.keys());
    for (const error of list) {
      const field = nearest(error.field, known);
      if (field === null) unplaced.push(error);
      else if (!taken.has(field)) add(byField, field, error.message);
    }
  }
  return { byField, unplaced };
}

function add(byField: Map<string, string[]>, field: string, message: string): void {
  const messages = byField.get(field) ?? [];
  if (!messages.includes(message)) byField.set(field, [...messages, message]);
}

function nearest(field: string, known: ReadonlySet<string>): string | null {
  for (let name = field; name !== ""; name = name.slice(0, Math.max(0, name.lastIndexOf(".")))) {
    if (known.has(name)) return name;
  }
  return null;
}

/** The dotted names of `/api/preview` as those of `/api/runs`, where the configuration is one part of the body. */
export function inConfig(errors: FieldError[]): FieldError[] {
  return errors.map((error) => ({
    ...error,
    field: /^config(\.|$)/.test(error.field)
      ? error.field
      : ["config", error.field].filter(Boolean).join("."),
  }));
}

/** Id of the element that shows the field of this dotted name. */
export function fieldId(name: string): string {
  return `field-${name}`;
}

/** Put the cursor into a field, wherever it is on the page. */
export function focusField(name: string): void {
  const element = document.getElementById(fieldId(name));
  if (!element) return;
  const inside = (selector: string) => element.querySelector<HTMLElement>(selector);
  const target = element.matches("input, textarea")
    ? element
    : (inside("input:checked") ?? inside("input:not([type=hidden]), textarea, button"));
  element.scrollIntoView({ block: "center" });
  target?.focus({ preventScroll: true });
}
