import { ActionIcon, MultiSelect, Select } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useForm, useValue } from "../form/context";
import { asReuse, hasHiddenLayer, REUSE_PATH, type Reuse, readingRefusal, setReuse } from "../form/reuse";
import { rowsOf, setOfTask, TASKS_PATH } from "../form/tasks";
import type { Values } from "../schema/values";
import type { Control } from "./Frame";
import classes from "./ListsField.module.css";
import { TextButton } from "./TextButton";

/** Width of the hidden layer that a head is given so that it can read. */
const LAYER = 128;

/** Which task reads the answers of which others. What would close a circle cannot be chosen, and says so. */
export function ReuseField({ control }: { control: Control }) {
  const { edit } = useForm();
  const rows = rowsOf({ [TASKS_PATH]: useValue(TASKS_PATH) });
  const reuse = asReuse(useValue(REUSE_PATH));
  const names = rows.map((row) => String(row.name));
  const readable = (name: string) => names.filter((other) => readingRefusal(reuse, name, other) === null);
  const idle = names.filter((name) => !(name in reuse) && readable(name).length > 0);
  const change = (next: Reuse) => edit((state) => setReuse(state, next));
  const add = (name: string | null) => {
    if (name === null) return;
    const others = readable(name);
    change({ ...reuse, [name]: others.length === 1 ? others : [] });
  };
  if (names.length < 2 && Object.keys(reuse).length === 0) {
    return <p className={classes.none}>Needs two tasks.</p>;
  }
  return (
    <div id={control.id} ref={control.ref} className={classes.lists}>
      {Object.keys(reuse).map((reader) => (
        <Reader
          key={reader}
          reader={reader}
          reuse={reuse}
          names={names}
          row={rows.find((row) => row.name === reader)}
          onChange={change}
          onAddLayer={() => edit((state) => setOfTask(state, reader, "head_hidden", [LAYER]))}
        />
      ))}
      {idle.length > 0 ? (
        <Select
          key={idle.join("\n")} // chosen once, then it is empty again
          w={220}
          size="xs"
          aria-label="Let a task read others"
          placeholder="Let a task read others"
          searchable={idle.length > 8}
          data={idle}
          value={null}
          onChange={add}
        />
      ) : null}
    </div>
  );
}

type ReaderProps = {
  reader: string;
  reuse: Reuse;
  names: string[];
  row: Values | undefined;
  onChange: (reuse: Reuse) => void;
  onAddLayer: () => void;
};

function Reader({ reader, reuse, names, row, onChange, onAddLayer }: ReaderProps) {
  const read = reuse[reader] ?? [];
  const { [reader]: _gone, ...others } = reuse;
  const refusals = new Map(names.map((name) => [name, readingRefusal(others, reader, name)]));
  const data = [...new Set([...names, ...read])]
    .filter((name) => name !== reader)
    .map((name) => ({ value: name, label: name, disabled: (refusals.get(name) ?? null) !== null }));
  return (
    <div className={classes.row}>
      <div className={classes.line}>
        <span className={classes.name}>{reader}</span>
        <span className={classes.verb}>reads</span>
        <MultiSelect
          size="xs"
          className={classes.choice ?? ""}
          aria-label={`${reader} reads`}
          placeholder={read.length === 0 ? "choose tasks" : ""}
          searchable
          hidePickedOptions
          data={data}
          value={read}
          renderOption={({ option }) => (
            <div>
              {option.label}
              {option.disabled ? <div className={classes.reason}>{refusals.get(option.value)}</div> : null}
            </div>
          )}
          onChange={(chosen) => onChange({ ...reuse, [reader]: chosen })}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`${reader} reads nothing`}
          onClick={() => onChange(others)}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </div>
      {row && read.length > 0 && !hasHiddenLayer(row) ? (
        <TextButton onClick={onAddLayer}>
          Give {reader} a hidden layer of {LAYER}
        </TextButton>
      ) : null}
    </div>
  );
}
