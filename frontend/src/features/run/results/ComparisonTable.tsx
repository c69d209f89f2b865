import own from "@/features/run/live/TasksTable.module.css";
import table from "@/shared/FigureTable.module.css";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { VerdictMark } from "@/shared/VerdictMark";
import classes from "./ComparisonTable.module.css";
import type { Comparison, ComparisonRow } from "./comparison";
import { groupsOf } from "./comparison-columns";

type Props = { comparison: Comparison; scheme: ColorScheme };

/** Published, majority and ours in one row per task. */
export function ComparisonTable({ comparison, scheme }: Props) {
  const groups = groupsOf(comparison);
  const columns = groups.flatMap((group) => group.columns);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={table.scroller} tabIndex={0} aria-label="Published, majority and our figures">
      <table className={`${table.table} ${own.figures} ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col" rowSpan={2} data-column="task" data-text>
              Task
            </th>
            {groups.map(({ id, header, columns: { length } }) => (
              <th key={id} scope="colgroup" colSpan={length} data-first className={classes.group}>
                <span className={classes.span}>{header}</span>
              </th>
            ))}
          </tr>
          <tr>
            {columns.map(({ id, header, title, first }) => (
              <th key={id} scope="col" title={title} data-first={first} className={classes.column}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {comparison.rows.map((row) => (
            <tr key={row.task} data-overall={row.task === null || undefined}>
              <td data-column="task" data-text>
                <Name row={row} scheme={scheme} />
              </td>
              {columns.map(({ id, cell, first }) => (
                <td key={id} data-first={first}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Name({ row, scheme }: { row: ComparisonRow; scheme: ColorScheme }) {
  if (row.task === null) return <b>Overall</b>;
  return (
    <span className={`${table.task} ${own.task}`}>
      <span className={table.dot} style={{ background: taskColor(row.index, scheme) }} />
      <span className={own.name}>
        <span title={row.task}>{row.task}</span>
        <VerdictMark verdict={row.verdict} />
      </span>
    </span>
  );
}
