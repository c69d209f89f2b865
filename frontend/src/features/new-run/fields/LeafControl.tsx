import { Switch, TextInput } from "@mantine/core";
import { useForm, useValue } from "../form/context";
import { setField } from "../form/edit";
import type { Field, FieldOf } from "../schema/model";
import { ChoiceField } from "./ChoiceField";
import { DatasetField } from "./DatasetField";
import type { Control } from "./Frame";
import { JsonField, NumberField, NumbersField } from "./inputs";

/** How a control is named where no visible label stands beside it, and how wide it is there. */
export type Compact = { "aria-label"?: string; size?: string; w?: number | string };

type Props = { field: Field; path: string; control: Control; labelId?: string; compact?: Compact };

/** The input of one setting by its shape, bound to the configuration, without label and messages. */
export function LeafControl({ field, path, control, labelId = "", compact = {} }: Props) {
  const { edit } = useForm();
  const value = useValue(path);
  const onChange = (next: unknown) => edit((state) => setField(state, path, next));
  const bound = { ...control, value, onChange };
  switch (field.kind) {
    case "number":
      return (
        <NumberField
          {...bound}
          {...compact}
          bounds={field.bounds}
          unit={field.unit}
          nullable={field.nullable}
        />
      );
    case "numbers":
      return <NumbersField {...bound} {...compact} />;
    case "boolean":
      return <BooleanField {...bound} {...compact} />;
    case "text":
      return <TextField {...bound} {...compact} nullable={field.nullable} />;
    case "choice":
      return <Choice {...bound} field={field} labelId={labelId} />;
    default:
      return <JsonField {...bound} />;
  }
}

type Bound = Control & Compact & { value: unknown; onChange: (next: unknown) => void };

function BooleanField({ value, onChange, error: _none, w: _width, ...control }: Bound) {
  return (
    <Switch
      {...control}
      h={36}
      styles={{ body: { height: "100%", alignItems: "center" } }}
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

function TextField({ value, onChange, nullable, ...control }: Bound & { nullable: boolean }) {
  return (
    <TextInput
      w={200}
      {...control}
      autoComplete="off"
      {...(nullable ? { placeholder: "none" } : {})}
      value={typeof value === "string" ? value : ""}
      onChange={(event) =>
        onChange(nullable && event.currentTarget.value === "" ? null : event.currentTarget.value)
      }
    />
  );
}

function Choice({ field, value, ...rest }: Bound & { field: FieldOf<"choice">; labelId: string }) {
  if (field.widget === "dataset") {
    const { labelId: _label, onChange: _edit, ...control } = rest;
    return <DatasetField {...control} value={value} options={field.options} />;
  }
  return <ChoiceField {...rest} value={value} options={field.options} />;
}
