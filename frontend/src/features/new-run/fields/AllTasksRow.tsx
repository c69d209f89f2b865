import { Table } from "@mantine/core";
import { useForm } from "../form/context";
import { setColumn } from "../form/tasks";
import type { Field } from "../schema/model";
import { same, type Values } from "../schema/values";
import { LeafInput } from "./LeafControl";
import classes from "./TasksField.module.css";

type Props = {
  /** The tasks that are meant. */
  rows: Values[];
  columns: Field[];
  title: string;
};

/** Writes one setting of several tasks at once. Where they differ, the input is empty and says so. */
export function AllTasksRow({ rows, columns, title }: Props) {
  const { edit } = useForm();
  const names = new Set(rows.map((row) => String(row.name)));
  return (
    <Table.Tr className={classes.all ?? ""}>
      <Table.Td className={classes.task ?? ""}>{title}</Table.Td>
      {columns.map((column) => {
        const first = rows[0]?.[column.name];
        const common = rows.every((row) => same(row[column.name], first));
        return (
          <Table.Td key={column.name} className={classes.cell ?? ""} data-kind={column.kind}>
            <LeafInput
              field={column}
              control={NO_CONTROL}
              compact={{
                "aria-label": `${column.title} ${title}`,
                size: "xs",
                w: "100%",
                ...(common ? {} : { placeholder: "mixed" }),
              }}
              value={common ? first : emptyOf(column)}
              onChange={(value) => edit((state) => setColumn(state, column.name, value, names))}
            />
          </Table.Td>
        );
      })}
    </Table.Tr>
  );
}

/** The messages stand under the tasks themselves. */
const NO_CONTROL = { id: "", error: false, ref: () => {} };

function emptyOf(column: Field): unknown {
  return column.kind === "numbers" ? [] : "";
}
