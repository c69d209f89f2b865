import { useForm, useValue } from "../form/context";
import { setField } from "../form/edit";
import { namesOf, TASKS_PATH } from "../form/tasks";
import type { FieldOf } from "../schema/model";
import { isRecord } from "../schema/values";
import type { Control } from "./Frame";
import { NumberField } from "./inputs";
import classes from "./ListsField.module.css";

type Props = { field: FieldOf<"rates">; path: string; control: Control };

/** A message leads to the whole set, not to one of its inputs. */
const unnoticed = () => undefined;

/** One number per task; what is left empty has none. A task that is no longer there stays until its number goes. */
export function RatesField({ field, path, control }: Props) {
  const { edit } = useForm();
  const value = useValue(path);
  const rates = isRecord(value) ? value : {};
  const names = [...new Set([...namesOf({ [TASKS_PATH]: useValue(TASKS_PATH) }), ...Object.keys(rates)])];
  const put = (name: string, rate: unknown) => {
    const { [name]: _gone, ...others } = rates;
    edit((state) => setField(state, path, rate === null ? others : { ...others, [name]: rate }));
  };
  return (
    <div id={control.id} ref={control.ref} className={classes.lists}>
      {names.map((name) => (
        <div key={name} className={classes.line}>
          <span className={classes.name}>{name}</span>
          <NumberField
            id={`${control.id}.${name}`}
            ref={unnoticed}
            error={control.error}
            aria-label={`${field.title}: ${name}`}
            value={rates[name] ?? null}
            bounds={field.bounds}
            nullable
            onChange={(rate) => put(name, rate)}
          />
        </div>
      ))}
    </div>
  );
}
