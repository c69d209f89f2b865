/** What was typed and not launched yet. It survives a reload and a visit to another page, in this tab. */
import type { Vary } from "../experiment/vary";
import type { FormState } from "./edit";

/** What belongs to a launch but not to the configuration. */
export type Extras = {
  name: string;
  experiment: string;
  tags: string[];
  notes: string;
  /** As typed; see `parseSeeds`. */
  seeds: string;
  twin: boolean;
  vary: Vary;
  /** Whether each task is also trained alone. */
  single: boolean;
};

/** One wish to launch. Sent again with the same key, it creates its runs once. */
export type Intent = { key: string; body: string };

export type Draft = {
  /** Where the page was left. */
  base: string | null;
  forms: Record<string, FormState>;
  extras: Record<string, Extras>;
  intent: Intent | null;
};

export const NO_EXTRAS: Extras = {
  name: "",
  experiment: "",
  tags: [],
  notes: "",
  seeds: "",
  twin: false,
  vary: {},
  single: false,
};
export const NO_DRAFT: Draft = { base: null, forms: {}, extras: {}, intent: null };

const STORED = "switchboard.new-run.3";

export function loadDraft(): Draft {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED) ?? "null") as Partial<Draft> | null;
    return { ...NO_DRAFT, ...stored };
  } catch {
    return NO_DRAFT; // unreadable, or storage is not allowed here
  }
}

export function saveDraft(draft: Draft): void {
  try {
    sessionStorage.setItem(STORED, JSON.stringify(draft));
  } catch {
    // Full or not allowed: the page works on, only a reload would lose the edits.
  }
}

/** The extras of a clone are its own; presets share theirs, so that choosing another keeps what was typed. */
export function extrasKey(base: string): string {
  return base.startsWith("run:") ? base : "preset";
}

/** After the launch from `base`: its edits are runs now. Experiment and tags stay for the next launch. */
export function afterLaunch(draft: Draft, base: string): Draft {
  const { [base]: _launched, ...forms } = draft.forms;
  const { [extrasKey(base)]: used = NO_EXTRAS, ...extras } = draft.extras;
  const kept = { ...NO_EXTRAS, experiment: used.experiment, tags: used.tags };
  return { base: null, forms, extras: { ...extras, preset: kept }, intent: null };
}

/** The intent for `body`: the previous one while it is the same wish, else a new one. */
export function intentFor(previous: Intent | null, body: string): Intent {
  return previous?.body === body ? previous : { key: randomKey(), body };
}

function randomKey(): string {
  // Not crypto.randomUUID: it is missing where the page is served over plain HTTP from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
