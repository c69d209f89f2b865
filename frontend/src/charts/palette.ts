import type { ColorScheme } from "@/shared/task-colors";

/** Colours of figures. SVG text and strokes that Plotly draws cannot read CSS variables, so tokens.css is repeated. */
export type Palette = { ink: string; dim: string; line: string; panel: string; bad: string };

const PALETTES: Record<ColorScheme, Palette> = {
  light: { ink: "#1b1d1f", dim: "#6b7076", line: "#e6e6e2", panel: "#ffffff", bad: "#b42318" },
  dark: { ink: "#e7e9ea", dim: "#9aa2a9", line: "#262b30", panel: "#16191c", bad: "#f2736a" },
};

export function palette(scheme: ColorScheme): Palette {
  return PALETTES[scheme];
}

/** The five metrics of DST in the paper's order: their λ in the configuration, their column, word and colours. */
export const METRICS = [
  { key: "P_d", letter: "d", share: "depth", word: "depth", light: "#44516a", dark: "#7189b5" },
  { key: "P_c", letter: "c", share: "samples", word: "samples", light: "#7084a6", dark: "#a9bbd8" },
  { key: "P_u", letter: "u", share: "incompleteness", word: "incomplete", light: "#23887c", dark: "#3fbfae" },
  { key: "P_r", letter: "r", share: "stagnancy", word: "stagnant", light: "#c77d12", dark: "#f0b455" },
  { key: "P_b", letter: "b", share: "base", word: "base", light: "#8b929a", dark: "#6b737c" },
] as const;

export type Metric = (typeof METRICS)[number];
