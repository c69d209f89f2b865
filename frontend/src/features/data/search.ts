/** What the address of the page says beside the data set: which manifest, and which images are shown. */
export type DataSearch = { manifest?: string; seed?: number };

export function dataSearch({ manifest, seed }: Record<string, unknown>): DataSearch {
  return {
    ...(manifest == null || manifest === "" ? {} : { manifest: String(manifest) }),
    ...(Number.isInteger(seed) && Number(seed) > 0 ? { seed: Number(seed) } : {}),
  };
}
