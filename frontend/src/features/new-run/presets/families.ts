/** Presets by family, as the gallery shows them. */
import type { Dataset, Preset } from "../types";

export type Family = {
  name: string;
  presets: { preset: Preset; short: string; unavailable: string | null }[];
  /** Why none of them can run, or null. */
  unavailable: string | null;
};

export function familiesOf(presets: Preset[], datasets: Dataset[]): Family[] {
  const names = [...new Set(presets.map(({ family }) => family))];
  return names.map((name) => {
    const own = presets.filter(({ family }) => family === name);
    const shorts = shortTitles(own.map(({ title }) => title));
    const cards = own.map((preset, index) => ({
      preset,
      short: shorts[index] ?? preset.title,
      unavailable: reasonOf(preset, datasets),
    }));
    const none = cards.every(({ unavailable }) => unavailable !== null);
    return { name, presets: cards, unavailable: none ? (cards[0]?.unavailable ?? null) : null };
  });
}

/** Why a preset cannot run here, or null: what to do to have its data. */
function reasonOf({ config: { data } }: Preset, datasets: Dataset[]): string | null {
  const dataset = datasets.find(({ name }) => name === data.dataset);
  if (data.dataset !== "manifest" || !dataset) return dataset?.unavailable ?? null;
  return dataset.manifests.includes(data.path) ? null : `There is no ${data.path} below the data root.`;
}

/** The titles without the words with which all of them start: "Fashion-MNIST, λ = 0.7" → "λ = 0.7". */
export function shortTitles(titles: string[]): string[] {
  const [first = "", ...others] = titles;
  if (others.length === 0) return titles;
  let end = 0;
  for (const match of first.matchAll(/[,:·] */g)) {
    const start = first.slice(0, match.index + match[0].length);
    if (others.every((title) => title.startsWith(start))) end = start.length;
  }
  return titles.map((title) => title.slice(end).trim() || title);
}

/** The families with what the words of `query` are found in. */
export function search(families: Family[], query: string): Family[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return families;
  return families
    .map((family) => ({
      ...family,
      presets: family.presets.filter(({ preset }) => {
        const { title, description, source, changed } = preset;
        const text = [family.name, title, description, source, changed, preset.config.data.dataset]
          .join(" ")
          .toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ presets }) => presets.length > 0);
}
