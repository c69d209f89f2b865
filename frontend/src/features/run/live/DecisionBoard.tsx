import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { type Cell, type Epoch, probabilityScale, type Run, taskNames } from "@/charts/records";
import { epochsInAll } from "@/shared/progress";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { BoardLegend } from "./BoardLegend";
import { BoardRow } from "./BoardRow";
import { BoardTooltip } from "./BoardTooltip";
import { blocksInView, columnsOf, labelStep, move, type Position } from "./board";
import classes from "./DecisionBoard.module.css";
import { useBoardView } from "./useBoardView";

type Props = {
  run: Run;
  epochs: readonly Epoch[];
  selection: Cell | null;
  onSelect: (selection: Cell | null) => void;
  scheme: ColorScheme;
};

const ENDED: ReadonlySet<Run["status"]> = new Set(["succeeded", "failed", "cancelled"]);

/** Task × epoch: which task trained when, and how probable that was. */
export function DecisionBoard({ run, epochs, selection, onSelect, scheme }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const [focus, setFocus] = useState<Position | null>(null);

  const tasks = taskNames(run);
  const columns = useMemo(() => columnsOf(epochs), [epochs]);
  const { low, high } = probabilityScale(run);
  // The run changes with every epoch, its scale does not; a new object would draw every cell again.
  const scale = useMemo(() => ({ low, high }), [low, high]);
  const total = epochsInAll(run);
  const firstEpoch = epochs[0]?.epoch ?? 1;
  const lastEpoch = epochs.at(-1)?.epoch ?? 0;
  const live = epochs.length < total && !ENDED.has(run.status);
  const selectedRow = selection ? tasks.indexOf(selection.task) : -1;
  const chosen = selection && selectedRow >= 0 ? { row: selectedRow, epoch: selection.epoch } : null;
  const { view, measure } = useBoardView(
    { scroller, axis },
    { total, newest: lastEpoch, chosen: chosen?.epoch ?? null, live },
  );
  const current = focus ?? chosen ?? { row: 0, epoch: lastEpoch };
  const kept = chosen ? [current.epoch, chosen.epoch] : [current.epoch];
  const blocks = useStable(blocksInView(view.from, view.to, lastEpoch, kept));

  // A decision chosen elsewhere takes the place in the tab order.
  const { task, epoch } = selection ?? {};
  useEffect(() => {
    if (task !== undefined && epoch !== undefined) setFocus(null);
  }, [task, epoch]);

  useEffect(() => {
    if (!moved.current || !focus) return;
    moved.current = false;
    grid.current?.querySelector<HTMLElement>(selectorOf(focus))?.focus();
  }, [focus]);

  const choose = ({ row, epoch }: Position) => {
    const task = tasks[row];
    if (task !== undefined) onSelect({ task, epoch });
  };
  const walk = (at: Position, to: Position) => {
    moved.current = true;
    setFocus(to);
    // An open explanation follows the keyboard.
    if (chosen?.row === at.row && chosen.epoch === at.epoch) choose(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = positionOf(event.target);
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = move(at, event.key, { rows: tasks.length, firstEpoch, lastEpoch });
    if (to) walk(at, to);
    else if (event.key === "Enter" || event.key === " ") choose(at);
    else if (event.key === "Escape" && selection) onSelect(null);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    const at = positionOf(event.target);
    if (at) choose(at);
  };
  const onFocus = (event: FocusEvent) => setFocus(positionOf(event.target));

  return (
    <>
      <div ref={scroller} className={classes.scroller} onScroll={measure}>
        <div className={classes.board} style={{ "--epochs": total, "--longest": longest(tasks) }}>
          <table
            ref={grid}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells are interactive
            role="grid"
            aria-label="Decisions: a row for each task, a column for each epoch"
            aria-rowcount={tasks.length}
            aria-colcount={total}
            className={classes.grid}
            data-dense={tasks.length > 20 || undefined}
            onKeyDown={onKeyDown}
            onClick={onClick}
            onFocus={onFocus}
          >
            <tbody>
              {tasks.map((task, index) => (
                <BoardRow
                  key={task}
                  task={task}
                  index={index}
                  color={taskColor(index, scheme)}
                  columns={columns}
                  blocks={blocks}
                  scale={scale}
                  focusable={current.row === index ? current.epoch : null}
                  selected={chosen?.row === index ? chosen.epoch : null}
                />
              ))}
            </tbody>
          </table>
          <div ref={axis} className={classes.axis} aria-hidden="true">
            <div className={classes.name}>epoch</div>
            <div className={classes.track}>
              {labelled(total).map((epoch) => (
                <span key={epoch} className={classes.tick} style={{ "--from": epoch - 1 }}>
                  {epoch}
                </span>
              ))}
            </div>
          </div>
        </div>
      </div>
      <BoardTooltip grid={grid} />
      <BoardLegend scale={scale} />
    </>
  );
}

/** The epochs whose numbers the axis shows: the first and every step. */
function labelled(total: number): number[] {
  const step = labelStep(total);
  const steps = Array.from({ length: Math.floor(total / step) }, (_, i) => (i + 1) * step);
  return step > 1 ? [1, ...steps] : steps;
}

function positionOf(target: EventTarget): Position | null {
  const cell = (target as Element).closest<HTMLElement>('[role="gridcell"]');
  return cell && { row: Number(cell.dataset.row), epoch: Number(cell.dataset.epoch) };
}

function selectorOf({ row, epoch }: Position): string {
  return `[data-row="${row}"][data-epoch="${epoch}"]`;
}

/** Letters that the column of names has room for. */
function longest(tasks: readonly string[]): number {
  return Math.min(20, Math.max(...tasks.map((task) => task.length)));
}

/** The same array as long as its numbers stay the same, so that rows need not be compared with new ones. */
function useStable(numbers: number[]): number[] {
  const key = numbers.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that the numbers say
  return useMemo(() => numbers, [key]);
}
