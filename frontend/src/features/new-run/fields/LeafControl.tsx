import { Switch, TagsInput, TextInput } from "@mantine/core";
import { useForm, useValue } from "../form/context";
import { setField } from "../form/edit";
import type { Field, FieldOf } from "../schema/model";
import { ChoiceField, CompactChoice } from "./ChoiceField";
import { ChoicesField } from "./ChoicesField";
import type { Control } from "./Frame";
import { JsonField, NumberField, NumbersField } from "./inputs";
import { ManifestField } from "./ManifestField";

/** How a control is named where no visible label stands beside it, and how wide it is there. */
export type Compact = { "aria-label"?: string; size?: string; w?: number | string; placeholder?: string };

type Own = { field: Field; control: Control; labelId?: string; compact?: Compact };
type Props = Own & { path: string };

/** The input of one setting by its shape, bound to the configuration, without label and messages. */
export function LeafControl({ path, ...own }: Props) {
  const { edit } = useForm();
  const value = useValue(path);
  return (
    <LeafInput {...own} value={value} onChange={(next) => edit((state) => setField(state, path, next))} />
  );
}

type LeafProps = Own & { value: unknown; onChange: (next: unknown) => void };

/** The same for any value. */
export function LeafInput({ field, control, labelId = "", compact, value, onChange }: LeafProps) {
  const bound = { ...control, ...compact, value, onChange };
  switch (field.kind) {
    case "number":
      return <NumberField {...bound} bounds={field.bounds} unit={field.unit} nullable={field.nullable} />;
    case "numbers":
      return <NumbersField {...bound} />;
    case "boolean":
      return <BooleanField {...bound} />;
    case "text":
      return field.widget === "manifest" ? (
        <ManifestField {...control} value={value} />
      ) : (
        <TextField {...bound} field={field} />
      );
    case "texts":
      return <TextsField {...bound} />;
    case "choice":
      return compact ? (
        <CompactChoice {...bound} options={field.options} />
      ) : (
        <ChoiceField
          {...control}
          labelId={labelId}
          value={value}
          options={field.options}
          onChange={onChange}
        />
      );
    case "choices":
      return (
        <ChoicesField
          {...control}
          labelId={labelId}
          value={value}
          options={field.options}
          onChange={onChange}
        />
      );
    default:
      return <JsonField {...control} value={value} onChange={onChange} />;
  }
}

type Bound = Control & Compact & { value: unknown; onChange: (next: unknown) => void };

function BooleanField({ value, onChange, error: _none, w: _width, placeholder: _text, ...control }: Bound) {
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

function TextField({ value, onChange, field, ...control }: Bound & { field: FieldOf<"text"> }) {
  const { nullable } = field;
  return (
    <TextInput
      w={200}
      {...(nullable ? { placeholder: "none" } : {})}
      {...control}
      autoComplete="off"
      value={typeof value === "string" ? value : ""}
      onChange={(event) =>
        onChange(nullable && event.currentTarget.value === "" ? null : event.currentTarget.value)
      }
    />
  );
}

function TextsField({ value, onChange, placeholder = "Enter adds one", ...control }: Bound) {
  const texts = Array.isArray(value) ? value.map(String) : [];
  return (
    <TagsInput
      w={240}
      {...control}
      placeholder={texts.length === 0 ? placeholder : ""}
      value={texts}
      onChange={onChange}
    />
  );
}
