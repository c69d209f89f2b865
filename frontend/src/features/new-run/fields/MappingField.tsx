import { Autocomplete } from "@mantine/core";
import { useForm, useValue } from "../form/context";
import { setField } from "../form/edit";
import { fieldId } from "../form/errors";
import type { Field, FieldOf } from "../schema/model";
import { isRecord, join } from "../schema/values";
import { ChangedMark, Messages, useControl } from "./Frame";
import classes from "./MappingField.module.css";

type Props = { field: FieldOf<"group">; path: string; title: string };

/** Words by name ("sneaker: shoes"). A word that one of them has is offered to the others. */
export function MappingField({ field, path, title }: Props) {
  const values = useValue(path);
  const words = isRecord(values) ? [...new Set(Object.values(values).map(String))].filter(Boolean) : [];
  return (
    <fieldset className={classes.mapping} id={fieldId(`config.${path}`)} aria-label={title}>
      <span className={classes.title}>{title}</span>
      <div className={classes.grid}>
        {field.fields.map((item) => (
          <Word key={item.name} field={item} path={join(path, item.name)} words={words} />
        ))}
      </div>
      <Messages name={`config.${path}`} />
    </fieldset>
  );
}

function Word({ field, path, words }: { field: Field; path: string; words: string[] }) {
  const { edit } = useForm();
  const name = `config.${path}`;
  const control = useControl(name);
  const value = useValue(path);
  return (
    <div>
      <div className={classes.word}>
        <label htmlFor={control.id}>{field.title}</label>
        <ChangedMark name={name} />
      </div>
      <Autocomplete
        {...control}
        size="xs"
        autoComplete="off"
        data={words}
        filter={({ options }) => options}
        value={String(value ?? "")}
        onChange={(next) => edit((state) => setField(state, path, next))}
      />
      <Messages name={name} />
    </div>
  );
}
