import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import {
  type Header,
  type RowSelectionState,
  type SortingState,
  type Updater,
  useTable,
} from "@tanstack/react-table";
import { Fragment, useMemo } from "react";
import type { Schemas } from "@/api/client";
import { columns, features } from "@/features/runs/columns";
import { byExperiment } from "@/features/runs/groups";
import classes from "@/features/runs/RunsTable.module.css";

type Summary = Schemas["RunSummary"];
type Props = {
  runs: Summary[];
  grouped: boolean;
  sort: string;
  onSort: (sort: string) => void;
  selection: RowSelectionState;
  onSelection: (selection: RowSelectionState) => void;
};

const rowId = (run: Summary) => String(run.id);

/** The list of runs. The server sorts; a narrow page draws each row as a card. */
export function RunsTable({ runs, grouped, sort, onSort, selection, onSelection }: Props) {
  const sorting = useMemo(() => [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }], [sort]);
  const after = <Value,>(updater: Updater<Value>, value: Value): Value =>
    updater instanceof Function ? updater(value) : updater;
  const table = useTable({
    features,
    columns,
    data: runs,
    getRowId: rowId,
    manualSorting: true,
    enableSortingRemoval: false,
    state: { sorting, rowSelection: selection },
    onSortingChange: (updater: Updater<SortingState>) => {
      const [first] = after(updater, sorting);
      if (first) onSort(`${first.desc ? "-" : ""}${first.id}`);
    },
    onRowSelectionChange: (updater: Updater<RowSelectionState>) => onSelection(after(updater, selection)),
  });
  const rows = new Map(table.getRowModel().rows.map((row) => [row.original, row]));
  const groups = grouped ? byExperiment(runs) : [{ experiment: null, runs }];

  return (
    <table className={classes.table}>
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
        {groups.map((group) => (
          <Fragment key={group.experiment}>
            {grouped ? (
              <tr className={classes.group}>
                <th colSpan={columns.length} scope="rowgroup">
                  {group.experiment === null ? (
                    "No experiment"
                  ) : (
                    <Link
                      to="/experiments/$name"
                      params={{ name: group.experiment }}
                      className={classes.experiment}
                    >
                      {group.experiment}
                    </Link>
                  )}{" "}
                  <span className={classes.groupSize}>
                    {group.runs.length} {group.runs.length === 1 ? "run" : "runs"}
                  </span>
                  {group.experiment === null ? null : (
                    <Link
                      to="/compare"
                      search={{ experiment: group.experiment }}
                      className={classes.compare}
                      aria-label={`Compare ${group.experiment}`}
                    >
                      Compare
                    </Link>
                  )}
                </th>
              </tr>
            ) : null}
            {group.runs.map((run) => {
              const row = rows.get(run);
              return row ? (
                <tr key={row.id} className={classes.row} data-selected={row.getIsSelected() || undefined}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} data-area={cell.column.columnDef.meta?.area}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              ) : null;
            })}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

type HeaderProps = { header: Header<typeof features, Summary, unknown>; children: React.ReactNode };

function HeaderCell({ header, children }: HeaderProps) {
  const sorted = header.column.getIsSorted();
  const Arrow = sorted === "asc" ? IconArrowUp : sorted === "desc" ? IconArrowDown : IconArrowsSort;
  const area = header.column.columnDef.meta?.area;
  if (!header.column.getCanSort()) {
    return (
      <th scope="col" data-area={area}>
        {children}
      </th>
    );
  }
  return (
    <th
      scope="col"
      data-area={area}
      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none"}
    >
      <UnstyledButton
        className={classes.sort}
        data-sorted={sorted || undefined}
        onClick={header.column.getToggleSortingHandler()}
      >
        {children} <Arrow size={13} aria-hidden className={classes.arrow} />
      </UnstyledButton>
    </th>
  );
}
