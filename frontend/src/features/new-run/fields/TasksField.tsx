import { Skeleton, Table, TextInput } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { useAllRemarks, useForm, useKnownData, useValue } from "../form/context";
import { fieldId } from "../form/errors";
import { folded, isUpToDate, MANY, matching } from "../form/task-list";
import { rowsOf, switchAll, switchTask, TASKS_PATH } from "../form/tasks";
import type { Field, FieldOf } from "../schema/model";
import { join, same, type Values } from "../schema/values";
import type { Offer, OfferedTask } from "../types";
import { AllTasksRow } from "./AllTasksRow";
import { Help, Messages } from "./Frame";
import { TaskRow } from "./TaskRow";
import classes from "./TasksField.module.css";
import { TextButton } from "./TextButton";

type Props = { field: FieldOf<"tasks">; path: string };

/** The tasks of the chosen data set: which to learn, and what each column of the schema says of them. */
export function TasksField({ field, path }: Props) {
  const { offer, pending } = useKnownData();
  const value = useValue(TASKS_PATH);
  const rows = useMemo(() => rowsOf({ [TASKS_PATH]: value }), [value]);
  const id = fieldId(`config.${path}`);
  if (!offer && rows.length === 0) {
    return (
      <fieldset className={classes.tasks} id={id} aria-label={field.title}>
        <div className={classes.head}>
          <span className={classes.title}>{field.title}</span>
        </div>
        {pending ? (
          <Skeleton height={120} />
        ) : (
          <p className={classes.none}>Known once the data can be read.</p>
        )}
      </fieldset>
    );
  }
  return <TaskTable field={field} path={path} id={id} rows={rows} offer={offer} />;
}

type TableProps = Props & { id: string; rows: Values[]; offer: Offer | null };

function TaskTable({ field, path, id, rows, offer }: TableProps) {
  const { edit } = useForm();
  const on = useMemo(() => new Map(rows.map((row, index) => [String(row.name), index])), [rows]);
  const tasks = useMemo(() => withStrangers(offer, [...on.keys()]), [offer, on]);
  const known = useMemo((): Offer => offer ?? { key: "", tasks }, [offer, tasks]);
  const { columns, more, setMore } = useColumns(field, rows);
  const { shown, meant, filter, setFilter, fold, setOpen } = useShown(tasks, on, path);

  const meantRows = meant ? rows.filter((row) => meant.includes(String(row.name))) : rows;
  const all = (wanted: boolean) => edit((state) => switchAll(state, field, known, wanted, meant));
  const onSwitch = useCallback(
    (name: string) => edit((state) => switchTask(state, field, known, name)),
    [edit, field, known],
  );

  return (
    <fieldset className={classes.tasks} id={id} aria-label={field.title}>
      <div className={classes.head}>
        <span className={classes.title}>
          {field.title}: {rows.length} of {tasks.length}
        </span>
        <TextButton onClick={() => all(true)}>{meant ? `All ${meant.length} found` : "All"}</TextButton>
        <TextButton onClick={() => all(false)}>{meant ? "None of them" : "None"}</TextButton>
        {tasks.length > MANY ? (
          <TextInput
            size="xs"
            w={150}
            type="search"
            aria-label="Filter tasks"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        ) : null}
        <TextButton className={classes.more} aria-expanded={more} onClick={() => setMore(!more)}>
          {more ? "Fewer columns" : "More columns"}
        </TextButton>
      </div>
      <div className={classes.scroll}>
        <Table className={classes.table ?? ""} verticalSpacing={4} horizontalSpacing={6} stickyHeader>
          <Head columns={columns} />
          <Table.Tbody>
            {meantRows.length > 2 ? (
              <AllTasksRow
                rows={meantRows}
                columns={columns}
                title={meant ? `of the ${meantRows.length} found` : `of all ${meantRows.length}`}
              />
            ) : null}
            {shown.map((task) => (
              <TaskRow
                key={task.name}
                task={task}
                path={on.has(task.name) ? join(path, on.get(task.name) ?? 0) : null}
                columns={columns}
                onSwitch={onSwitch}
              />
            ))}
          </Table.Tbody>
        </Table>
        {shown.length === 0 ? <p className={classes.none}>No task is called like this.</p> : null}
      </div>
      {tasks.length > MANY && !meant ? (
        <TextButton aria-expanded={!fold} onClick={() => setOpen(fold)}>
          {fold ? `Show all ${tasks.length} tasks` : "Show fewer"}
        </TextButton>
      ) : null}
      <Messages name={`config.${path}`} />
    </fieldset>
  );
}

function Head({ columns }: { columns: Field[] }) {
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th>task</Table.Th>
        {columns.map((column) => (
          <Table.Th key={column.name}>
            <span className={classes.column}>
              {column.title}
              {column.help ? <Help title={column.title} text={column.help} /> : null}
            </span>
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}

/** The tasks on offer, then those that the configuration names beyond them: shown, so that they can be switched off. */
function withStrangers(offer: Offer | null, names: string[]): OfferedTask[] {
  const offered = new Set(offer?.tasks.map((task) => task.name));
  const description = offer ? "The data set has no such task." : "";
  const strangers = names
    .filter((name) => !offered.has(name))
    .map((name): OfferedTask => ({ name, kind: "multiclass", classes: [], description }));
  return [...(offer?.tasks ?? []), ...strangers];
}

/**
 * The rows in sight: those that the filter finds, else the chosen tasks until the list is opened. A row stays where it
 * is when it is switched off, and one with a mistake is never hidden. `on`: the place of each task that is on.
 */
function useShown(tasks: OfferedTask[], on: ReadonlyMap<string, number>, path: string) {
  const { errors } = useAllRemarks();
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState(false);
  const names = new Set(on.keys());
  const [kept, setKept] = useState(() => folded(tasks, names));
  if (!isUpToDate(kept, tasks, names)) setKept(folded(tasks, names));

  const fold = !open && tasks.length > MANY;
  const found = matching(tasks, filter);
  const mistaken = (name: string) => {
    const own = on.has(name) ? `config.${join(path, on.get(name) ?? 0)}.` : null;
    return own !== null && [...errors.keys()].some((key) => key.startsWith(own));
  };
  const searching = filter.trim() !== "";
  return {
    filter,
    setFilter,
    fold,
    setOpen: (wanted: boolean) => {
      setOpen(wanted);
      setKept(folded(tasks, names));
    },
    shown: fold && !searching ? tasks.filter(({ name }) => kept.has(name) || mistaken(name)) : found,
    /** What "all", "none" and a value for all are said of, where not of every task. */
    meant: searching ? found.map(({ name }) => name) : undefined,
  };
}

/** The advanced columns stand behind a button, unless one of them says something. */
function useColumns(field: FieldOf<"tasks">, rows: Values[]) {
  const [wanted, setWanted] = useState(false);
  const needed = rows.some((row) =>
    field.columns.some((column) => column.advanced && !same(row[column.name], column.initial)),
  );
  // Once needed they stay: going back to a default must not take the input away.
  if (needed && !wanted) setWanted(true);
  const columns = useMemo(
    (): Field[] => field.columns.filter((column) => wanted || !column.advanced),
    [field, wanted],
  );
  return { columns, more: wanted, setMore: setWanted };
}
