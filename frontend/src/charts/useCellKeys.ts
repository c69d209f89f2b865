import { type KeyboardEvent, useMemo, useState } from "react";
import { type CellPlace, cellAfter, cellTexts } from "./cells";
import type { Figure } from "./figure";

/**
 * The arrow keys read a heatmap as the pointer does: `focusable` goes onto its frame, `text` is what the cell says, and
 * `point` shows it there, or nothing any more.
 */
export function useCellKeys(figure: Figure, point: (place: CellPlace | null) => void) {
  const [at, setAt] = useState<CellPlace | null>(null);
  const texts = useMemo(() => cellTexts(figure), [figure]);
  if (texts === null) return { text: "" };
  const go = (place: CellPlace | null) => {
    setAt(place);
    point(place);
  };
  const focusable = {
    role: "group",
    tabIndex: 0,
    "aria-label": "The arrow keys read its cells",
    onKeyDown: (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const next = cellAfter(event.key, at, texts);
      if (next === null) return;
      event.preventDefault();
      go(next);
    },
    onBlur: () => go(null),
  };
  return { focusable, text: at ? (texts[at[0]]?.[at[1]] ?? "") : "" };
}
