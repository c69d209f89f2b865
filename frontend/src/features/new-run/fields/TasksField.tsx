import { Checkbox, Table, TextInput, Tooltip } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { useConfig, useForm } from "../form/context";
import { DATASET_PATH, rowsOf, switchAll, switchTask } from "../form/edit";
import { fieldId } from "../form/errors";
import type { FieldOf } from "../schema/model";
import { getAt, join } from "../schema/values";
import { Help, Messages, useControl } from "./Frame";
import { LeafControl } from "./LeafControl";
import classes from "./TasksField.module.css";
import { TextButton } from "./TextButton";

type Task = Schemas["DatasetTask"];
type Props = { field: FieldOf<"tasks">; path: string };

/** With more tasks than this a filter helps. */
const MANY = 12;

/** The tasks of the chosen data set: which to learn, and what each column of the schema says of them. */
export function TasksField({ field, path }: Props) {
  const { datasets, edit } = useForm();
  const config = useConfig();
  const [filter, setFilter] = useState("");
  const dataset = datasets.find((candidate) => candidate.name === getAt(config, DATASET_PATH));
  if (!dataset) return <Messages name={`config.${path}`} />;

  const rows = rowsOf(config);
  const offered = new Set(dataset.tasks.map((task) => task.name));
  const strangers = rows.map((row) => String(row.name)).filter((name) => !offered.has(name));
  const tasks = [...dataset.tasks, ...strangers.map(stranger)];
  const shown = tasks.filter((task) => task.name.toLowerCase().includes(filter.trim().toLowerCase()));
  const all = (on: boolean) => edit((state) => switchAll(state, field, dataset, on));

  return (
    <fieldset className={classes.tasks} id={fieldId(`config.${path}`)} aria-label={field.title}>
      <div className={classes.head}>
        <span className={classes.title}>
          {field.title}: {rows.length} of {dataset.tasks.length}
        </span>
        <TextButton onClick={() => all(true)}>All</TextButton>
        <TextButton onClick={() => all(false)}>None</TextButton>
        {tasks.length > MANY ? (
          <TextInput
            size="xs"
            aria-label="Filter tasks"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        ) : null}
      </div>
      <div className={classes.scroll}>
        <Table className={classes.table ?? ""} verticalSpacing={4} horizontalSpacing={6} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>task</Table.Th>
              {field.columns.map((column) => (
                <Table.Th key={column.name}>
                  <span className={classes.column}>
                    {column.title}
                    {column.help ? <Help title={column.title} text={column.help} /> : null}
                  </span>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((task) => (
              <TaskRow
                key={task.name}
                field={field}
                task={task}
                path={join(
                  path,
                  rows.findIndex((row) => row.name === task.name),
                )}
                on={rows.some((row) => row.name === task.name)}
                onSwitch={() => edit((state) => switchTask(state, field, dataset, task.name))}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Messages name={`config.${path}`} />
    </fieldset>
  );
}

/** A task that the configuration names and the data set does not have: shown, so that it can be switched off. */
function stranger(name: string): Task {
  return { name, kind: "multiclass", classes: [], description: "The data set has no such task." };
}

type RowProps = { field: FieldOf<"tasks">; task: Task; path: string; on: boolean; onSwitch: () => void };

function TaskRow({ field, task, path, on, onSwitch }: RowProps) {
  return (
    <Table.Tr data-off={!on || undefined} className={classes.row ?? ""}>
      <Table.Td>
        <Tooltip label={task.description} openDelay={300} withArrow position="top-start">
          <Checkbox
            {...(on ? { id: fieldId(`config.${path}.name`) } : {})}
            size="sm"
            label={task.name}
            checked={on}
            onChange={onSwitch}
            description={task.classes.length > 0 ? classesOf(task) : null}
            classNames={{ description: classes.classes ?? "", label: classes.name ?? "" }}
          />
        </Tooltip>
        {on ? <Messages name={`config.${path}.name`} /> : null}
      </Table.Td>
      {field.columns.map((column) => (
        <Table.Td
          key={column.name}
          className={classes.cell ?? ""}
          data-long={column.kind === "numbers" || undefined}
        >
          {on ? <Cell column={column} path={join(path, column.name)} task={task.name} /> : null}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function classesOf(task: Task): string {
  return task.classes.length > 2 ? `${task.classes.length} classes` : task.classes.join(" / ");
}

type CellProps = { column: FieldOf<"tasks">["columns"][number]; path: string; task: string };

function Cell({ column, path, task }: CellProps) {
  const name = `config.${path}`;
  const control = useControl(name);
  const compact = {
    "aria-label": `${column.title} of ${task}`,
    size: "xs",
    w: "100%",
  };
  return (
    <>
      <LeafControl field={column} path={path} control={control} compact={compact} />
      <Messages name={name} />
    </>
  );
}
