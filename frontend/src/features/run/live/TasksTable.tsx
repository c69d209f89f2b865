import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { type Header, type RowSelectionState, type Updater, useTable } from "@tanstack/react-table";
import { type ReactNode, useMemo } from "react";
import { configOf, type Epoch, type Run } from "@/charts/records";
import figures from "@/shared/FigureTable.module.css";
import { epochsInAll } from "@/shared/progress";
import type { ColorScheme } from "@/shared/task-colors";
import type { Verdict } from "@/shared/verdict";
import classes from "./TasksTable.module.css";
import { choiceColumn, features, taskColumns } from "./task-columns";
import { type TaskRow, taskRows } from "./task-rows";

type Props = {
  run: Run;
  epochs: readonly Epoch[];
  /** On each task after the newest epoch. */
  verdicts?: readonly (Verdict | null)[];
  scheme: ColorScheme;
  /** Names of the tasks on the charts, and how to change them; null where all are shown anyway. */
  choice: { shown: readonly string[]; onChange: (shown: string[]) => void } | null;
};

const rowId = (row: TaskRow) => row.task;

/** Every task's newest figures, sortable; with many tasks it scrolls under its head. */
export function TasksTable({ run, epochs, verdicts, scheme, choice }: Props) {
  const chooses = choice !== null;
  // Of the run only what stays the same from epoch to epoch, so that its other news draw no row again.
  const { config, plan } = run;
  const total = epochsInAll(run);
  const drops = configOf(run).schedule.kind !== "always_on";
  const data = useMemo(() => taskRows({ config, plan }, epochs, verdicts), [config, plan, epochs, verdicts]);
  const columns = useMemo(
    () => [...(chooses ? [choiceColumn] : []), ...taskColumns(scheme, total, drops)],
    [chooses, scheme, total, drops],
  );
  const rowSelection: RowSelectionState = Object.fromEntries(choice?.shown.map((task) => [task, true]) ?? []);
  const table = useTable({
    features,
    columns,
    data,
    getRowId: rowId,
    state: { rowSelection },
    onRowSelectionChange: (updater: Updater<RowSelectionState>) => {
      const next = updater instanceof Function ? updater(rowSelection) : updater;
      choice?.onChange(data.map((row) => row.task).filter((task) => next[task]));
    },
  });

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={figures.scroller} tabIndex={0} aria-label="Figures of every task">
      <table className={`${figures.table} ${classes.figures}`}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <HeaderCell key={header.id} header={header}>
                  <table.FlexRender header={header} />
                </HeaderCell>
              ))}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} data-column={cell.column.id} data-text={cell.column.columnDef.meta?.text}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type HeaderProps = { header: Header<typeof features, TaskRow, unknown>; children: ReactNode };

const ORDERS = { asc: "ascending", desc: "descending", none: "none" } as const;
const ARROWS = { asc: IconArrowUp, desc: IconArrowDown, none: IconArrowsSort };

function HeaderCell({ header, children }: HeaderProps) {
  const { column } = header;
  const meta = column.columnDef.meta;
  const order = column.getIsSorted() || "none";
  const Arrow = ARROWS[order];
  const sortable = column.getCanSort();
  return (
    <th
      scope="col"
      data-column={column.id}
      data-text={meta?.text}
      title={meta?.title}
      aria-sort={sortable ? ORDERS[order] : undefined}
    >
      {sortable ? (
        <UnstyledButton
          className={classes.sort}
          data-order={order}
          onClick={column.getToggleSortingHandler()}
        >
          {children}
          <Arrow size={12} aria-hidden className={classes.arrow} />
        </UnstyledButton>
      ) : (
        children
      )}
    </th>
  );
}
