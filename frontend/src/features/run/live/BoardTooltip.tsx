import { Tooltip } from "@mantine/core";
import { type RefObject, useEffect, useState } from "react";

/** One tooltip for all cells: it shows the label of the cell under the pointer or with the keyboard's focus. */
export function BoardTooltip({ grid }: { grid: RefObject<HTMLElement | null> }) {
  const [cell, setCell] = useState<HTMLElement | null>(null);
  useEffect(() => {
    const element = grid.current;
    if (!element) return;
    const enter = (event: Event) => setCell(cellAt(event.target));
    const focus = (event: Event) => {
      const target = cellAt(event.target);
      if (target?.matches(":focus-visible")) setCell(target);
    };
    const leave = () => setCell(null);
    element.addEventListener("pointerover", enter);
    element.addEventListener("pointerleave", leave);
    element.addEventListener("focusin", focus);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("pointerover", enter);
      element.removeEventListener("pointerleave", leave);
      element.removeEventListener("focusin", focus);
      element.removeEventListener("focusout", leave);
    };
  }, [grid]);
  if (!cell) return null;
  return (
    <Tooltip
      key={cell.dataset.epoch}
      target={cell}
      label={cell.ariaLabel}
      opened
      transitionProps={{ duration: 0 }}
    />
  );
}

function cellAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[role="gridcell"]') : null;
}
