import { VisuallyHidden } from "@mantine/core";
import { useThrottledCallback } from "@mantine/hooks";
import type { Config, Layout } from "plotly.js";
import Plotly from "plotly.js-cartesian-dist-min";
import { useEffect, useRef } from "react";
import type { CellPlace } from "./cells";
import type { Figure } from "./figure";
import classes from "./Plot.module.css";
import { useCellKeys } from "./useCellKeys";

const CONFIG: Partial<Config> = { displayModeBar: false, responsive: false };

/** At most ten redraws a second, the first at once. */
const REDRAW_MS = 100;

type Props = {
  figure: Figure;
  /** What the figure shows, for people who do not see it. */
  label: string;
  /** Of the downloaded picture, without its ending. */
  fileName: string;
};

/**
 * A Plotly figure that follows its data. The attribute `data-epochs` tells how many epochs are on the screen: it is
 * empty until Plotly has drawn any.
 */
export function Plot({ figure, label, fileName }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const drawnWidth = useRef(0);
  const draw = useThrottledCallback(() => {
    const target = element.current;
    if (!target) return;
    drawnWidth.current = target.clientWidth;
    // A hidden tab has no width; the observer draws once it is shown.
    if (target.clientWidth > 0) inTurn(() => drawInto(target, figure));
  }, REDRAW_MS);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new figure is what a redraw is for
  useEffect(() => draw(), [draw, figure]);

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const observer = new ResizeObserver(() => {
      if (target.clientWidth !== drawnWidth.current) draw();
    });
    observer.observe(target);
    return () => {
      observer.disconnect();
      Plotly.purge(target);
    };
  }, [draw]);

  const cells = useCellKeys(figure, (place) => element.current && hover(element.current, place));
  return (
    <div className={classes.frame}>
      <div className={classes.scroller} {...cells.focusable}>
        <div
          ref={element}
          className={classes.plot}
          style={{ height: figure.height, minWidth: figure.least ?? 0 }}
          role="img"
          aria-label={label}
          data-epochs=""
        />
      </div>
      {cells.focusable ? <VisuallyHidden role="status">{cells.text}</VisuallyHidden> : null}
      <div className={classes.pictures}>
        {(["png", "svg"] as const).map((format) => (
          <button
            key={format}
            type="button"
            className={classes.picture}
            aria-label={`Download the chart as ${format.toUpperCase()}: ${label}`}
            onClick={() => element.current && savePicture(element.current, format, fileName)}
          >
            {format.toUpperCase()}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Downloads what is on the screen: SVG as it is, PNG with two pixels for each of the screen's. */
function savePicture(plot: HTMLDivElement, format: "png" | "svg", filename: string): void {
  const { clientWidth: width, clientHeight: height } = plot;
  const scale = format === "png" ? 2 : 1;
  Plotly.downloadImage(plot, { format, filename, width, height, scale } as DownloadOptions).catch(
    reportError,
  );
}

/** The types do not know `scale` yet. */
type DownloadOptions = Parameters<typeof Plotly.downloadImage>[1];

/** The types do not know that a hover can be asked for. */
const { Fx } = Plotly as unknown as {
  Fx: { hover(plot: HTMLElement, at: object): void; unhover(plot: HTMLElement, event: object): void };
};

/** Shows what a cell says as if the pointer were there; null: what it left. */
function hover(plot: HTMLDivElement, place: CellPlace | null): void {
  if (!plot.dataset.epochs) return; // not drawn yet
  if (place) Fx.hover(plot, { xval: place[1], yval: place[0] });
  else Fx.unhover(plot, {});
}

/** The drawing that runs now or waits last. Charts draw one after the other, so that the page stays responsive. */
let queue: Promise<void> = Promise.resolve();

function inTurn(draw: () => Promise<void>): void {
  queue = queue.then(draw).catch(reportError).then(pause);
}

/** Lets the browser paint and answer the reader. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function drawInto(target: HTMLDivElement, figure: Figure): Promise<void> {
  if (!target.isConnected) return;
  const layout: Partial<Layout> = {
    ...figure.layout,
    width: target.clientWidth,
    // A finger on a figure scrolls the page; zooming is for pointers that can aim.
    dragmode: window.matchMedia("(pointer: coarse)").matches ? false : "zoom",
  };
  await Plotly.react(target, figure.data, layout, CONFIG); // settles after `plotly_afterplot`
  target.dataset.epochs = String(figure.epochs);
}
