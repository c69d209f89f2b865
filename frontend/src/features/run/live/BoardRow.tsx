import { memo } from "react";
import { depth, type Epoch, type Scale, type TaskEpoch } from "@/charts/records";
import { BLOCK, cellLabel, overruled } from "./board";
import classes from "./DecisionBoard.module.css";

export type Columns = readonly (Epoch | undefined)[];

type RowProps = {
  task: string;
  index: number;
  color: string;
  columns: Columns;
  blocks: readonly number[];
  scale: Scale;
  /** The epoch whose cell takes part in the tab order, when it is in this row. */
  focusable: number | null;
  selected: number | null;
};

/** One task's decisions: its name, fixed at the left, and a cell per finished epoch. */
export const BoardRow = memo(function BoardRow({ blocks, focusable, selected, ...row }: RowProps) {
  return (
    <tr className={classes.row} aria-rowindex={row.index + 1} style={{ "--task": row.color }}>
      <th scope="row" className={classes.name} title={row.task}>
        {row.task}
      </th>
      {blocks.map((block) => (
        <Block
          key={block}
          {...row}
          from={block * BLOCK}
          focusable={within(focusable, block)}
          selected={within(selected, block)}
        />
      ))}
    </tr>
  );
});

function within(epoch: number | null, block: number): number | null {
  return epoch !== null && Math.floor((epoch - 1) / BLOCK) === block ? epoch : null;
}

type BlockProps = Omit<RowProps, "blocks"> & { from: number };

const Block = memo(function Block({ from, columns, ...rest }: BlockProps) {
  return columns.slice(from, from + BLOCK).map((epoch) => {
    const row = epoch?.tasks[rest.index];
    return epoch && row ? <Cell key={epoch.epoch} {...rest} epoch={epoch} row={row} /> : null;
  });
}, sameBlock);

/** Columns are a new array with every epoch; what counts is whether this block's records changed. */
function sameBlock(before: BlockProps, after: BlockProps): boolean {
  for (const key of ["task", "index", "color", "scale", "focusable", "selected", "from"] as const) {
    if (before[key] !== after[key]) return false;
  }
  for (let i = after.from; i < after.from + BLOCK; i++) {
    if (before.columns[i] !== after.columns[i]) return false;
  }
  return true;
}

type CellProps = Omit<BlockProps, "columns" | "from"> & { epoch: Epoch; row: TaskEpoch };

function Cell({ task, index, scale, focusable, selected, epoch, row }: CellProps) {
  return (
    <td
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid is interactive
      role="gridcell"
      className={classes.cell}
      aria-label={cellLabel(task, epoch, row)}
      aria-colindex={epoch.epoch}
      aria-selected={selected === epoch.epoch}
      tabIndex={focusable === epoch.epoch ? 0 : -1}
      data-row={index}
      data-epoch={epoch.epoch}
      data-active={row.active}
      data-overruled={overruled(row) || undefined}
      style={{ "--depth": depth(row.P ?? 1, scale).toFixed(3), "--from": epoch.epoch - 1 }}
    />
  );
}
