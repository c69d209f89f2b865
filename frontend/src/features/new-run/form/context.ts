import { createContext, use } from "react";
import type { Section } from "../schema/model";
import { getAt, type Values } from "../schema/values";
import type { Dataset, Inspection, Offer } from "../types";
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
  remarks: Store<Remarks>;
};

/** What is said of the fields. Names are dotted and start with `config.` for settings of the run. */
export type Remarks = {
  errors: ReadonlyMap<string, string[]>;
  warnings: ReadonlyMap<string, string[]>;
  /** Names of the settings that are not what the form started with. */
  changed: ReadonlySet<string>;
};

/** What is known of the chosen data. */
export type KnownData = {
  /** The tasks to choose from; null while they are not known. */
  offer: Offer | null;
  /** What the files hold; null while they have not been read. */
  inspection: Inspection | null;
  /** Whether the files are being read. */
  pending: boolean;
};

export const NO_REMARKS: Remarks = { errors: new Map(), warnings: new Map(), changed: new Set() };

const FormContext = createContext<FormContextValue | null>(null);
const DataContext = createContext<KnownData>({ offer: null, inspection: null, pending: false });

export const FormProvider = FormContext.Provider;
export const DataProvider = DataContext.Provider;

export function useForm(): FormContextValue {
  const form = use(FormContext);
  if (!form) throw new Error("A field of the form stands outside of it");
  return form;
}

export function useKnownData(): KnownData {
  return use(DataContext);
}

/** What `select` finds in the configuration; the component hears of changes of that part only. */
export function useConfigPart<Part>(select: (config: Values) => Part): Part {
  const { store, formIn } = useForm();
  return useStore(store, (draft) => select(formIn(draft).config));
}

/** The value at a path of the configuration. */
export function useValue(path: string): unknown {
  return useConfigPart((config) => getAt(config, path));
}

const NONE: string[] = [];

/** What is said of one field. */
export function useRemarks(name: string) {
  const { remarks } = useForm();
  return {
    mistakes: useStore(remarks, ({ errors }) => errors.get(name) ?? NONE),
    doubts: useStore(remarks, ({ warnings }) => warnings.get(name) ?? NONE),
    changed: useStore(remarks, ({ changed }) => changed.has(name)),
  };
}

/** Everything that is said of the fields. */
export function useAllRemarks(): Remarks {
  const { remarks } = useForm();
  return useStore(remarks, (all) => all);
}
