import type { Dash } from "plotly.js";
import type { ColorScheme } from "@/shared/task-colors";

/** How something that is no task is called and drawn: the same letter, colour and dash on every chart and in every table. */
export type Lettered = { letter: string; color: string; dash: Dash };

/**
 * Hues that no task has (after Tol's colour-blind-safe "muted" scheme): a colour of a task always means that task. Dash
 * and letter tell lines apart without them.
 */
const LIGHT = ["#332288", "#c4506a", "#77771c", "#2a8a7c", "#882255", "#a0409a"];
const DARK = ["#9d8df1", "#f0919f", "#c9c95c", "#7fd6c8", "#d56fa5", "#dd8ad0"];
const DASHES: Dash[] = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

/** The look of the `index`-th of its kind. */
export function lettered(index: number, scheme: ColorScheme): Lettered {
  const ring = scheme === "dark" ? DARK : LIGHT;
  return {
    letter: letter(index),
    color: ring[index % ring.length] as string,
    // The second round of colours starts with another dash, so that thirty-six look different.
    dash: DASHES[(index + Math.floor(index / ring.length)) % DASHES.length] as Dash,
  };
}

/** A, B, …, Z, AA, AB, … */
export function letter(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letter(Math.floor(index / 26) - 1) + last;
}
