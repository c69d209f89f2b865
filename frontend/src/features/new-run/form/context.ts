import { createContext, use } from "react";
import type { Section } from "../schema/model";
import { getAt, type Values } from "../schema/values";
import type { Dataset } from "../types";
import type { Draft } from "./draft";
import type { FormState } from "./edit";
import { type Store, useStore } from "./store";

/** What every field of the form may use. It stays the same while something is typed. */
export type FormContextValue = {
  sections: Section[];
  datasets: Dataset[];
  store: Store<Draft>;
  /** The form inside the draft. */
  formIn: (draft: Draft) => FormState;
  edit: (change: (state: FormState) => FormState) => void;
};

/** What is said of the fields. Names are dotted and start with `config.` for settings of the run. */
export type Remarks = {
  errors: ReadonlyMap<string, string[]>;
  warnings: ReadonlyMap<string, string[]>;
  /** Names of the settings that are not what the form started with. */
  changed: ReadonlySet<string>;
};

const FormContext = createContext<FormContextValue | null>(null);
const RemarksContext = createContext<Remarks>({ errors: new Map(), warnings: new Map(), changed: new Set() });

export const FormProvider = FormContext.Provider;
export const RemarksProvider = RemarksContext.Provider;

export function useForm(): FormContextValue {
  const form = use(FormContext);
  if (!form) throw new Error("A field of the form stands outside of it");
  return form;
}

/** The value at a path of the configuration. */
export function useValue(path: string): unknown {
  const { store, formIn } = useForm();
  return useStore(store, (draft) => getAt(formIn(draft).config, path));
}

export function useConfig(): Values {
  const { store, formIn } = useForm();
  return useStore(store, (draft) => formIn(draft).config);
}

const NONE: string[] = [];

/** What is said of one field. */
export function useRemarks(name: string) {
  const { errors, warnings, changed } = use(RemarksContext);
  return {
    mistakes: errors.get(name) ?? NONE,
    doubts: warnings.get(name) ?? NONE,
    changed: changed.has(name),
  };
}

/** The names of all fields with a mistake, and of all that were changed. */
export function useMarked(): { mistaken: string[]; changed: string[] } {
  const { errors, changed } = use(RemarksContext);
  return { mistaken: [...errors.keys()], changed: [...changed] };
}
