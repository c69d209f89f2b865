import { useSyncExternalStore } from "react";

/** A value outside of React, so that each field hears of its own part of the form only. */
export type Store<T> = {
  get: () => T;
  change: (change: (old: T) => T) => void;
  subscribe: (listener: () => void) => () => void;
};

export function createStore<T>(initial: T, keep: (value: T) => void = () => {}): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    change: (change) => {
      value = change(value);
      keep(value);
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What `select` finds in the store; the component is drawn anew when that changes, and only then. */
export function useStore<T, Part>(store: Store<T>, select: (value: T) => Part): Part {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
