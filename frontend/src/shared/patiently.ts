/** Parts of the program that are fetched when they are needed, also past a server that is away just then. */

const PAUSE_MS = 1_000;
/** A second reload within this time would not help either. */
const RELOAD_AGAIN_MS = 60_000;
const RELOADED_AT = "switchboard-reloaded-at";

/** What `patiently` asks of its surroundings. */
export type World = {
  answers: () => Promise<boolean>;
  pause: () => Promise<void>;
  now: () => number;
  storage: Pick<Storage, "getItem" | "setItem">;
  reload: () => void;
};

const browser: World = {
  answers: () =>
    fetch("/api/health", { cache: "no-store" }).then(
      (response) => response.ok,
      () => false,
    ),
  pause: () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS)),
  now: Date.now,
  get storage() {
    return sessionStorage;
  },
  reload: () => window.location.reload(),
};

/** Load a part of the program; when that fails, wait until the server answers and try once more. */
export async function whenReachable<Part>(load: () => Promise<Part>, world: World = browser): Promise<Part> {
  try {
    return await load();
  } catch {
    while (!(await world.answers())) await world.pause();
    return load();
  }
}

/**
 * The same for a part that the page cannot do without. Browsers may keep the failure of a module for as long as the page
 * lives, and a newer build may lack it, so in the end the page is loaded anew, once: its address holds its state.
 * Rejects only if that did not help.
 */
export async function patiently<Part>(load: () => Promise<Part>, world: World = browser): Promise<Part> {
  try {
    return await whenReachable(load, world);
  } catch (error) {
    if (world.now() - Number(world.storage.getItem(RELOADED_AT)) < RELOAD_AGAIN_MS) throw error;
    world.storage.setItem(RELOADED_AT, String(world.now()));
    world.reload();
    return new Promise(() => {});
  }
}
