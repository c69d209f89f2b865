import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";
import { BLOCK } from "./board";

/** First and last epoch in view. */
type View = { from: number; to: number };

type Parts = {
  scroller: RefObject<HTMLElement | null>;
  /** The row of epoch numbers: a corner as wide as the task names, then a track as wide as the whole run. */
  axis: RefObject<HTMLElement | null>;
};

type Epochs = {
  total: number;
  newest: number;
  /** The epoch of the chosen cell, which is brought into view. */
  chosen: number | null;
  live: boolean;
};

/**
 * Which epochs the scrolling board shows. While the run is live the newest epoch is kept in view, unless the reader
 * has scrolled away from it.
 */
export function useBoardView(parts: Parts, { total, newest, chosen, live }: Epochs) {
  const { scroller, axis } = parts;
  const [view, setView] = useState<View>({ from: 1, to: BLOCK });
  const followed = useRef(0);

  const measure = useCallback(() => {
    const layout = measureBoard(scroller.current, axis.current, total);
    if (!layout) return;
    const { from, to } = layout;
    setView((old) => (sameBlocks(old, { from, to }) ? old : { from, to }));
  }, [scroller, axis, total]);

  useLayoutEffect(() => {
    const previous = followed.current;
    followed.current = newest;
    const layout = measureBoard(scroller.current, axis.current, total);
    if (layout && live && previous <= layout.to && scroller.current) {
      const overhang = (newest + 1) * layout.cell - layout.width;
      if (overhang > scroller.current.scrollLeft) scroller.current.scrollLeft = overhang;
    }
    measure();
  }, [scroller, axis, total, newest, live, measure]);

  useLayoutEffect(() => {
    const layout = measureBoard(scroller.current, axis.current, total);
    if (!layout || !scroller.current || chosen === null) return;
    if (chosen > layout.from && chosen < layout.to) return;
    scroller.current.scrollLeft = (chosen - 0.5) * layout.cell - layout.width / 2;
    measure();
  }, [scroller, axis, total, chosen, measure]);

  return { view, measure };
}

function measureBoard(scroller: HTMLElement | null, axis: HTMLElement | null, total: number) {
  const track = axis?.lastElementChild;
  if (!scroller || !axis || !track || track.clientWidth === 0) return null;
  const cell = track.clientWidth / total;
  const width = scroller.clientWidth - (axis.clientWidth - track.clientWidth);
  return {
    cell,
    /** Pixels for cells, beside the task names. */
    width,
    from: Math.floor(scroller.scrollLeft / cell) + 1,
    to: Math.min(total, Math.ceil((scroller.scrollLeft + width) / cell)),
  };
}

function sameBlocks(a: View, b: View): boolean {
  const block = (epoch: number) => Math.floor((epoch - 1) / BLOCK);
  return block(a.from) === block(b.from) && block(a.to) === block(b.to);
}
