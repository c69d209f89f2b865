import { Checkbox, Table } from "@mantine/core";
import { memo } from "react";
import { fieldId } from "../form/errors";
import { inBrief } from "../form/task-list";
import type { Field } from "../schema/model";
import { join } from "../schema/values";
import type { OfferedTask } from "../types";
import { Messages, useControl } from "./Frame";
import { LeafControl } from "./LeafControl";
import classes from "./TasksField.module.css";

type Props = {
  task: OfferedTask;
  /** Its place in the configuration; null while it is off. */
  path: string | null;
  columns: Field[];
  onSwitch: (name: string) => void;
};

/** One task: the switch, and its settings while it is on. Drawn anew only when something of its own changes. */
export const TaskRow = memo(function TaskRow({ task, path, columns, onSwitch }: Props) {
  return (
    <Table.Tr data-off={path === null || undefined} className={classes.row ?? ""}>
      <Table.Td className={classes.task ?? ""} title={task.description}>
        <Checkbox
          {...(path === null ? {} : { id: fieldId(`config.${path}.name`) })}
          size="sm"
          label={task.name}
          checked={path !== null}
          onChange={() => onSwitch(task.name)}
          description={inBrief(task) || null}
          classNames={{ description: classes.classes ?? "", label: classes.name ?? "" }}
        />
        {path === null ? null : <Messages name={`config.${path}.name`} />}
      </Table.Td>
      {columns.map((column) => (
        <Table.Td key={column.name} className={classes.cell ?? ""} data-kind={column.kind}>
          {path === null ? null : (
            <Cell column={column} path={join(path, column.name)} label={`${column.title} of ${task.name}`} />
          )}
        </Table.Td>
      ))}
    </Table.Tr>
  );
});

type CellProps = { column: Field; path: string; label: string };

function Cell({ column, path, label }: CellProps) {
  const name = `config.${path}`;
  const control = useControl(name);
  return (
    <>
      <LeafControl
        field={column}
        path={path}
        control={control}
        compact={{ "aria-label": label, size: "xs", w: "100%" }}
      />
      <Messages name={name} />
    </>
  );
}
