import { useEffect, useMemo, useState } from "react";
import type { Base } from "./base";
import { afterLaunch, type Draft, type Extras, extrasKey, type Intent, loadDraft, saveDraft } from "./draft";
import type { FormState } from "./edit";
import { createStore, useStore } from "./store";

/** The form that stands on `base`, with what was typed since; every change is kept for the next visit. */
export function useDraft(base: Base) {
  const [store] = useState(() => createStore(loadDraft(), saveDraft));
  useEffect(() => store.change((draft) => ({ ...draft, base: base.key })), [store, base.key]);

  const form = useMemo(() => {
    const fresh: FormState = { config: base.config, aside: {} };
    const formIn = (draft: Draft) => draft.forms[base.key] ?? fresh;
    const extrasIn = (draft: Draft) => draft.extras[extrasKey(base.key)] ?? base.extras;
    return {
      formIn,
      extrasIn,
      edit: (change: (state: FormState) => FormState) =>
        store.change((draft) => ({ ...draft, forms: { ...draft.forms, [base.key]: change(formIn(draft)) } })),
      reset: () =>
        store.change(({ forms: { [base.key]: _edited, ...forms }, ...draft }) => ({ ...draft, forms })),
      setExtras: (change: Partial<Extras>) =>
        store.change((draft) => ({
          ...draft,
          extras: { ...draft.extras, [extrasKey(base.key)]: { ...extrasIn(draft), ...change } },
        })),
      setIntent: (intent: Intent | null) => store.change((draft) => ({ ...draft, intent })),
      launched: () => store.change((draft) => afterLaunch(draft, base.key)),
    };
  }, [store, base]);

  return {
    ...form,
    store,
    config: useStore(store, (draft) => form.formIn(draft).config),
    extras: useStore(store, form.extrasIn),
    intent: useStore(store, (draft) => draft.intent),
  };
}
