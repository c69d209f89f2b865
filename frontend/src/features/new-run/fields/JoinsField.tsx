import { ActionIcon, Button, MultiSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useForm, useKnownData, useValue } from "../form/context";
import { topField } from "../form/edit";
import { JOINS_PATH, type Joins, joinable, setJoins } from "../form/joins";
import { TASKS_PATH } from "../form/tasks";
import { asLists } from "../schema/values";
import type { Control } from "./Frame";
import classes from "./ListsField.module.css";

/** Binary columns that are joined into one task with several answers. */
export function JoinsField({ control }: { control: Control }) {
  const { sections, edit } = useForm();
  const { offer, inspection } = useKnownData();
  const joins: Joins = asLists(useValue(JOINS_PATH));
  const columns = joinable(offer?.tasks ?? [], joins);
  const change = (next: Joins) => {
    const tasks = topField(sections, TASKS_PATH, "tasks");
    if (!offer || !tasks) return;
    const read = { key: offer.key, tasks: inspection?.tasks ?? offer.tasks };
    edit((state) => setJoins(state, tasks, read, next));
  };
  const free = columns.filter((column) => !Object.values(joins).flat().includes(column));
  return (
    <div id={control.id} ref={control.ref} className={classes.lists}>
      {Object.entries(joins).map(([task, joined]) => {
        const { [task]: _gone, ...others } = joins;
        return (
          <div key={task} className={classes.line}>
            <span className={classes.name}>{task}</span>
            <span className={classes.verb}>joins</span>
            <MultiSelect
              size="xs"
              className={classes.choice ?? ""}
              aria-label={`Columns of ${task}`}
              searchable
              hidePickedOptions
              data={[...new Set([...joined, ...free])]}
              value={joined}
              onChange={(chosen) => change({ ...joins, [task]: chosen })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Take ${task} apart`}
              onClick={() => change(others)}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      {free.length > 1 ? (
        <NewJoin
          free={free}
          taken={[...Object.keys(joins), ...(offer?.tasks ?? []).map(({ name }) => name)]}
          onJoin={(name, chosen) => change({ ...joins, [name]: chosen })}
        />
      ) : null}
      {columns.length < 2 ? (
        <p className={classes.none}>
          {offer
            ? "Fewer than two columns have two values."
            : "The columns are known once the file has been read."}
        </p>
      ) : null}
    </div>
  );
}

type NewJoinProps = {
  free: string[];
  /** Names that a task has already. */
  taken: string[];
  onJoin: (name: string, columns: string[]) => void;
};

/** Asked for as a whole: half a join is a mistake. */
function NewJoin({ free, taken, onJoin }: NewJoinProps) {
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const columns = chosen.filter((column) => free.includes(column));
  const double = taken.includes(name.trim()) && !columns.includes(name.trim());
  const ready = name.trim() !== "" && !double && columns.length > 1;
  const join = () => {
    onJoin(name.trim(), columns);
    setName("");
    setChosen([]);
  };
  return (
    <div className={classes.line}>
      <TextInput
        size="xs"
        w={140}
        autoComplete="off"
        aria-label="Name of the joined task"
        placeholder="name of the task"
        error={double ? "There is a task of this name." : null}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <span className={classes.verb}>joins</span>
      <MultiSelect
        size="xs"
        className={classes.choice ?? ""}
        aria-label="Columns to join"
        placeholder={columns.length === 0 ? "two columns or more" : ""}
        searchable
        hidePickedOptions
        data={free}
        value={columns}
        onChange={setChosen}
      />
      <Button size="xs" variant="default" disabled={!ready} onClick={join}>
        Join
      </Button>
    </div>
  );
}
