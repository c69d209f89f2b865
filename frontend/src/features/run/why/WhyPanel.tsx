import { Drawer } from "@mantine/core";
import { useMediaQuery, useWindowEvent } from "@mantine/hooks";
import { type ReactNode, type RefObject, useId, useRef } from "react";
import { type Cell, type Epoch, type Run, taskNames } from "@/charts/records";
import type { ColorScheme } from "@/shared/task-colors";
import { Invitation } from "./Invitation";
import { destination, type Extent } from "./navigation";
import { WhyContent } from "./WhyContent";
import classes from "./WhyPanel.module.css";

type Props = {
  run: Run;
  epochs: readonly Epoch[];
  selection: Cell | null;
  onSelect: (selection: Cell | null) => void;
  scheme: ColorScheme;
};

/** Below this the panel does not fit beside the board and becomes a sheet. The stylesheet has the same number. */
const NARROW = "(max-width: 1099px)";

/** Why a task was trained or dropped in an epoch: beside the board, or a sheet from below where there is no room. */
export function WhyPanel(props: Props) {
  const { run, epochs, selection, onSelect } = props;
  const headingId = useId();
  const panel = useRef<HTMLDivElement>(null);
  const narrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const extent = extentOf(run, epochs);
  useDecisionKeys(selection, extent, panel, onSelect);

  if (narrow && selection) {
    const heading = (question: ReactNode) => (
      <Drawer.Title className={classes.heading} aria-live="polite">
        {question}
      </Drawer.Title>
    );
    return (
      <Drawer.Root opened onClose={() => onSelect(null)} position="bottom" size="82%">
        <Drawer.Overlay />
        <Drawer.Content ref={panel} bg="var(--sb-panel)">
          <Drawer.Body className={classes.sheet}>
            <WhyContent {...props} selection={selection} extent={extent} heading={heading} />
          </Drawer.Body>
        </Drawer.Content>
      </Drawer.Root>
    );
  }
  const heading = (words: ReactNode) => (
    <h2 id={headingId} className={classes.heading} aria-live="polite">
      {words}
    </h2>
  );
  return (
    <aside ref={panel} className={classes.aside} aria-labelledby={headingId}>
      {selection ? (
        <WhyContent {...props} selection={selection} extent={extent} heading={heading} />
      ) : (
        <>
          {heading("Why?")}
          <Invitation run={run} decided={epochs.length > 0 || run.epochs_done > 0} />
        </>
      )}
    </aside>
  );
}

function extentOf(run: Run, epochs: readonly Epoch[]): Extent {
  return {
    tasks: taskNames(run),
    firstEpoch: epochs[0]?.epoch ?? 1,
    lastEpoch: epochs.at(-1)?.epoch ?? 0,
  };
}

/**
 * Arrow keys walk to neighbouring decisions and Escape closes. They work in the panel, and left, right and Escape also
 * while nothing has the focus; up and down then keep scrolling the page.
 */
function useDecisionKeys(
  selection: Cell | null,
  extent: Extent,
  panel: RefObject<HTMLElement | null>,
  onSelect: (selection: Cell | null) => void,
): void {
  useWindowEvent("keydown", (event) => {
    if (!selection || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = panel.current?.contains(event.target as Node) ?? false;
    const next = destination(selection, event.key, extent, inside);
    if (next === undefined || !(inside || event.target === document.body)) return;
    event.preventDefault();
    onSelect(next);
  });
}
