import { useLayoutEffect, useMemo, useState } from "react";
import type { FieldError } from "@/api/client";
import { heading } from "@/shared/config-schema";
import { varyTitle } from "../experiment/words";
import type { Mistaken } from "../launch/LaunchBar";
import { check } from "../schema/check";
import type { Section } from "../schema/model";
import { join, type Values, walk } from "../schema/values";
import { changes } from "./changes";
import { NO_REMARKS, type Remarks } from "./context";
import { inConfig, place } from "./errors";
import { reuseMistakes } from "./reuse";
import { createStore } from "./store";
import { rowsOf } from "./tasks";
import { titleOf } from "./titles";

/** The fields beside the configuration. */
const EXTRAS: Mistaken[] = ["name", "experiment", "tags", "notes", "seeds", "twin", "single_task"].map(
  (name) => ({ name, title: heading(name) }),
);

type Found = {
  preview: FieldError[];
  inspection: FieldError[];
  expansion: FieldError[];
  submit: FieldError[];
  /** What is wrong beside the configuration. */
  extras: FieldError[];
  /** How the varied settings are called, by dotted field. */
  varied: Record<string, string>;
  warnings: FieldError[];
};

/** Every message under its field. What the schema alone can tell comes first: it is there while the server is asked. */
export function useFormErrors(sections: Section[], base: Values, config: Values, found: Found) {
  const { varied } = found;
  const fields = useMemo(
    () => [...configFields(sections, config), ...EXTRAS, ...variedFields(varied)],
    [sections, config, varied],
  );
  const own = useMemo(() => inConfig(ownMistakes(sections, config)), [sections, config]);
  const known = new Set(fields.map(({ name }) => name));
  const errors = place(
    known,
    [...own, ...found.extras],
    inConfig(found.inspection),
    inConfig(found.preview),
    found.expansion,
    found.submit,
  );
  const warnings = place(known, inConfig(found.warnings));
  const changed = useMemo(() => changes(sections, base, config), [sections, base, config]);
  return {
    remarks: useRemarksStore({ errors: errors.byField, warnings: warnings.byField, changed }),
    unplaced: errors.unplaced,
    mistaken: fields.filter(({ name }) => errors.byField.has(name)),
    changed: fields.filter(({ name }) => changed.has(name)),
  };
}

function ownMistakes(sections: Section[], config: Values): FieldError[] {
  return [...check(sections, config), ...reuseMistakes(config, rowsOf(config))];
}

/** The remarks outside of React, so that a field is drawn anew only when something else is said of it. */
function useRemarksStore(remarks: Remarks) {
  const [store] = useState(() => createStore(NO_REMARKS));
  const says = JSON.stringify(Object.values(remarks).map((part) => [...part]));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the remarks are new objects each time, what they say is not
  useLayoutEffect(() => {
    store.change((old) => ({
      errors: keepLists(old.errors, remarks.errors),
      warnings: keepLists(old.warnings, remarks.warnings),
      changed: remarks.changed,
    }));
  }, [store, says]);
  return store;
}

type Lists = Remarks["errors"];

/** The new lists, but the old object wherever a list says the same. */
function keepLists(before: Lists, now: Lists): Lists {
  return new Map(
    [...now].map(([name, list]) => {
      const old = before.get(name);
      return [name, old && old.join("\n") === list.join("\n") ? old : list];
    }),
  );
}

/** The varied settings, and what is said of all of them together. */
function variedFields(varied: Record<string, string>): Mistaken[] {
  const each = Object.entries(varied).map(([path, title]) => ({
    name: `vary.${path}`,
    title: varyTitle(path, title),
  }));
  return [...each, { name: "vary", title: "Vary" }];
}

/** The fields that the form shows, in its order. */
function configFields(sections: Section[], config: Values): Mistaken[] {
  const shown: Mistaken[] = [];
  for (const { fields } of sections) {
    for (const [path, field] of walk(fields, config)) {
      if (field.kind === "constant") continue;
      shown.push({
        name: `config.${path}`,
        title: titleOf(path, field, config),
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
