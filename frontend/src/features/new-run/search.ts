/** What the address of the page names: a preset, a run to clone, or a data set and a manifest of one's own. */
export type Search = { preset?: string; from?: number; dataset?: string; manifest?: string };

export function newRunSearch({ preset, from, dataset, manifest }: Record<string, unknown>): Search {
  return {
    ...(preset == null ? {} : { preset: String(preset) }),
    ...(Number.isInteger(from) ? { from: from as number } : {}),
    ...(dataset == null ? {} : { dataset: String(dataset) }),
    ...(manifest == null ? {} : { manifest: String(manifest) }),
  };
}
