/**
 * One colour per task, the same on every chart: Okabe and Ito's colour-blind-safe set, then a second ring of
 * eight. Beyond sixteen tasks colours repeat and the name carries identity.
 */
const LIGHT = [
  "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#4b9cd3", "#7a4fa3", "#6b7076",
  "#004c78", "#8f3f00", "#00694c", "#8f4a70", "#7a5900", "#2b6a94", "#4f2f70", "#3f4347",
]; // biome-ignore format: two rings of eight read best as two lines
const DARK = [
  "#3d9bd6", "#f07f2e", "#2bc298", "#e39ac2", "#e0b13a", "#7fc0ee", "#a98ad0", "#a3a9af",
  "#6cb8e6", "#f5a76e", "#6ad9b9", "#f0bfd9", "#f0d27c", "#acd8f5", "#c9b4e4", "#c9cdd1",
]; // biome-ignore format: two rings of eight read best as two lines

export type ColorScheme = "light" | "dark";

/** Colour of the task at `index` in the run's configuration. */
export function taskColor(index: number, scheme: ColorScheme): string {
  const ring = scheme === "dark" ? DARK : LIGHT;
  return ring[index % ring.length] as string;
}
