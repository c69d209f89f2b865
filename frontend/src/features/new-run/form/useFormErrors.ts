import { useMemo, useState } from "react";
import type { FieldError } from "@/api/client";
import type { Mistaken } from "../launch/LaunchBar";
import { check } from "../schema/check";
import { heading, type Section } from "../schema/model";
import { join, type Values, walk } from "../schema/values";
import { changes } from "./base";
import type { Remarks } from "./context";
import { rowsOf, TASKS_PATH } from "./edit";
import { inConfig, place } from "./errors";

/** The fields beside the configuration. */
const EXTRAS: Mistaken[] = ["name", "experiment", "tags", "notes", "seeds", "twin"].map((name) => ({
  name,
  title: heading(name),
}));

type Found = { preview: FieldError[]; submit: FieldError[]; seeds: string | null; warnings: FieldError[] };

/** The same object as before while it says the same, so that what depends on it is not drawn anew. */
function useUnchanged<T>(value: T, says: string): T {
  const [kept, setKept] = useState({ value, says });
  if (kept.says === says) return kept.value;
  setKept({ value, says });
  return value;
}

/** Every message under its field. What the schema alone can tell comes first: it is there while the server is asked. */
export function useFormErrors(sections: Section[], base: Values, config: Values, found: Found) {
  const fields = useMemo(() => [...configFields(sections, config), ...EXTRAS], [sections, config]);
  const own = useMemo(() => inConfig(check(sections, config)), [sections, config]);
  const known = new Set(fields.map(({ name }) => name));
  const seeds = found.seeds === null ? [] : [{ field: "seeds", message: found.seeds }];
  const errors = place(known, [...own, ...seeds], inConfig(found.preview), found.submit);
  const warnings = place(known, inConfig(found.warnings));
  const changed = useMemo(() => changes(sections, base, config), [sections, base, config]);
  const remarks: Remarks = { errors: errors.byField, warnings: warnings.byField, changed };
  return {
    remarks: useUnchanged(remarks, JSON.stringify(Object.values(remarks).map((part) => [...part]))),
    unplaced: errors.unplaced,
    mistaken: fields.filter(({ name }) => errors.byField.has(name)),
  };
}

/** The fields that the form shows, in its order. */
function configFields(sections: Section[], config: Values): Mistaken[] {
  const shown: Mistaken[] = [];
  for (const { fields } of sections) {
    for (const [path, field] of walk(fields, config)) {
      if (field.kind === "constant") continue;
      shown.push({
        name: `config.${path}`,
        title: titleOf(path, field.title || heading(field.name), config),
      });
      if (field.kind === "tasks") {
        const rows = rowsOf(config);
        shown.push(
          ...rows.map((row, index) => ({
            name: `config.${join(path, index)}.name`,
            title: String(row.name),
          })),
        );
      }
    }
  }
  return shown;
}

/** Which task a column is meant of: "Weight of parity". */
function titleOf(path: string, title: string, config: Values): string {
  const [first, index] = path.split(".");
  const row = first === TASKS_PATH && index !== undefined ? rowsOf(config)[Number(index)] : undefined;
  return row ? `${title} of ${row.name}` : title;
}
