import { Switch } from "@mantine/core";
import { type ComponentType, memo } from "react";
import { useForm, useValue } from "../form/context";
import { chooseMember, setField } from "../form/edit";
import { isMapping, isWide, openFields, titleIn } from "../schema/layout";
import type { Field, FieldOf, Kind } from "../schema/model";
import { complete, join, memberOf } from "../schema/values";
import { ChoiceField } from "./ChoiceField";
import { DatasetField } from "./DatasetField";
import { type Control, Frame, Messages } from "./Frame";
import { JoinsField } from "./JoinsField";
import { LeafControl } from "./LeafControl";
import { MappingField } from "./MappingField";
import { RatesField } from "./RatesField";
import { RatesOfField } from "./RatesOfField";
import { ReuseField } from "./ReuseField";
import { SimplexField } from "./SimplexField";
import { TasksField } from "./TasksField";

/** A set of inputs is named by its label, it has no single one that the label could point at. */
const GROUPS: ReadonlySet<Kind> = new Set(["choice", "choices", "lists", "rates"]);

/** Settings that say something of several others. */
const WIDGETS: Record<string, ComponentType<{ control: Control }>> = {
  reuse: ReuseField,
  multi_label: JoinsField,
  rates_of: RatesOfField,
};

/** `group`: the title of the group that the setting belongs to. */
type Props<Shape extends Field = Field> = { field: Shape; path: string; group?: string };

/** One setting, drawn by its shape. */
export const FieldView = memo(function FieldView({ field, path, group = "" }: Props) {
  const title = titleIn(group, field.title);
  switch (field.kind) {
    case "constant":
      return null;
    case "group":
      if (isMapping(field)) return <MappingField field={field} path={path} title={title} />;
      return <Inside fields={field.fields} path={path} group={title} all={field.advanced} messages />;
    case "union":
      return <UnionView field={field} path={path} group={group} />;
    case "optional":
      return <OptionalView field={field} path={path} group={group} />;
    case "tasks":
      return <TasksField field={field} path={path} />;
    case "simplex":
      return <SimplexField field={field} path={path} />;
    default:
      return (
        <Frame
          name={`config.${path}`}
          title={title}
          help={field.help}
          group={GROUPS.has(field.kind)}
          wide={isWide(field)}
        >
          {(control, labelId) => {
            const Widget = WIDGETS[field.widget ?? ""];
            if (Widget) return <Widget control={control} />;
            if (field.kind === "rates") return <RatesField field={field} path={path} control={control} />;
            return <LeafControl field={field} path={path} control={control} labelId={labelId} />;
          }}
        </Frame>
      );
  }
});

type InsideProps = { fields: Field[]; path: string; group?: string; all: boolean; messages?: boolean };

/** The settings inside another one; under "More" (`all`) none of them is held back. */
function Inside({ fields, path, group = "", all, messages = false }: InsideProps) {
  return (
    <>
      {openFields(fields, all).map((field) => (
        <FieldView key={field.name} field={field} path={join(path, field.name)} group={group} />
      ))}
      {messages ? <Messages name={`config.${path}`} /> : null}
    </>
  );
}

/** A choice, then the settings of what is chosen. */
function UnionView({ field, path, group = "" }: Props<FieldOf<"union">>) {
  const { edit } = useForm();
  const member = memberOf(field, useValue(path));
  const help = [field.help, member?.help].filter(Boolean).join(" ");
  return (
    <>
      <Frame
        name={`config.${path}`}
        title={titleIn(group, field.title)}
        help={help}
        group={field.widget !== "dataset"}
      >
        {(control, labelId) =>
          field.widget === "dataset" ? (
            <DatasetField {...control} value={member?.value ?? ""} members={field.members} />
          ) : (
            <ChoiceField
              {...control}
              labelId={labelId}
              value={member?.value}
              options={field.members}
              onChange={(kind) => edit((state) => chooseMember(state, path, field, String(kind)))}
            />
          )
        }
      </Frame>
      <Inside key={member?.value} fields={member?.fields ?? []} path={path} all={field.advanced} />
    </>
  );
}

/** A setting that may be absent: a switch, and behind it the setting. */
function OptionalView({ field, path, group = "" }: Props<FieldOf<"optional">>) {
  const { edit } = useForm();
  const on = useValue(path) !== null;
  const flip = () => edit((state) => setField(state, path, on ? null : complete(field.inner, undefined)));
  return (
    <>
      {/* What is switched on shows the messages itself. */}
      <Frame name={`config.${path}${on ? "?" : ""}`} title={titleIn(group, field.title)} help={field.help}>
        {({ id }) => <Switch id={id} h={36} checked={on} onChange={flip} />}
      </Frame>
      {on ? (
        <FieldView
          field={{ ...field.inner, title: field.inner.title || field.title }}
          path={path}
          group={group}
        />
      ) : null}
    </>
  );
}
