import { Autocomplete, Checkbox, Select, Text, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { memo, useMemo, useState } from "react";
import { experimentsQuery } from "@/api/experiments";
import { type Control, Frame, Messages } from "../fields/Frame";
import { TextButton } from "../fields/TextButton";
import { useConfigPart, useForm } from "../form/context";
import type { Extras } from "../form/draft";
import type { Values } from "../schema/values";
import classes from "./Experiment.module.css";
import { MethodsField } from "./MethodsField";
import { METHOD } from "./methods";
import { VaryField } from "./VaryField";
import { initialVary, type Variable, type Vary, variables } from "./vary";

type Props = {
  extras: Extras;
  onChange: (change: Partial<Extras>) => void;
  /** What the experiment is called if it needs a name and none is given; empty where it needs none. */
  defaultName: string;
  /** Why there can be no twin; null where there can. */
  noTwin: string | null;
};

const COUNTS = [3, 5, 10];

/** What makes several runs of one form: seeds, twins, varied settings, and each task alone. */
export const ExperimentFields = memo(function ExperimentFields(props: Props) {
  const { extras, onChange, defaultName, noTwin } = props;
  const [asked, setAsked] = useState("");
  const experiments = useInfiniteQuery(experimentsQuery({ q: asked, archived: "all" }));
  return (
    <>
      <Frame
        name="experiment"
        title="Experiment name"
        help="A named group of runs that are meant to be compared."
      >
        {(control) => (
          <Autocomplete
            {...control}
            w={200}
            autoComplete="off"
            placeholder={defaultName || "none"}
            data={experiments.data?.pages.flatMap(({ items }) => items.map(({ name }) => name)) ?? []}
            value={extras.experiment}
            onChange={(experiment) => {
              setAsked(experiment.trim());
              onChange({ experiment });
            }}
          />
        )}
      </Frame>
      <Seeds seeds={extras.seeds} onChange={(seeds) => onChange({ seeds })} />
      <Frame name="twin" title="Compare with" group help={TWIN}>
        {(control) => (
          <Check
            control={control}
            label="Also launch its always-on twin"
            refusal={noTwin}
            checked={extras.twin}
            onChange={(twin) => onChange({ twin })}
          />
        )}
      </Frame>
      <Frame name="single_task" title="Single tasks" group help={SINGLE}>
        {(control) => (
          <Check
            control={control}
            label="Also train each task alone"
            refusal={null}
            checked={extras.single}
            onChange={(single) => onChange({ single })}
          />
        )}
      </Frame>
      <VaryFields vary={extras.vary} onChange={(vary) => onChange({ vary })} />
    </>
  );
});

const TWIN =
  "For each run another one in which no task is ever dropped, from the same initial weights and batches: the difference is what dropping does.";
const SINGLE =
  "For every task and seed a run of that task alone, always on: what Δm and negative transfer are measured against.";

type SeedsProps = { seeds: string; onChange: (seeds: string) => void };

function Seeds({ seeds, onChange }: SeedsProps) {
  return (
    <Frame
      name="seeds"
      title="Seeds"
      help="One run for each seed: 0, 1, 2 or a range like 0-4. Each sets weights, data order and draws. Empty: one run with the seeds of the configuration."
    >
      {(control) => (
        <div className={classes.seeds}>
          <TextInput
            {...control}
            w={140}
            autoComplete="off"
            placeholder="as configured"
            value={seeds}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <div className={classes.counts}>
            {COUNTS.map((count) => (
              <TextButton
                key={count}
                aria-label={`${count} seeds`}
                onClick={() => onChange(firstSeeds(count))}
              >
                {count}
              </TextButton>
            ))}
            seeds
          </div>
        </div>
      )}
    </Frame>
  );
}

function firstSeeds(count: number): string {
  return Array.from({ length: count }, (_, seed) => seed).join(", ");
}

type CheckProps = {
  control: Control;
  label: string;
  refusal: string | null;
  checked: boolean;
  onChange: (checked: boolean) => void;
};

function Check({ control, label, refusal, checked, onChange }: CheckProps) {
  return (
    <div className={classes.check}>
      <Checkbox
        id={control.id}
        ref={control.ref}
        label={label}
        disabled={refusal !== null}
        checked={checked && refusal === null}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {refusal ? (
        <Text size="xs" c="dimmed">
          {refusal}
        </Text>
      ) : null}
    </div>
  );
}

const all = (config: Values) => config;

type VaryProps = { vary: Vary; onChange: (vary: Vary) => void };

/** The methods to compare, then any settings that were chosen, and the way to choose more. */
function VaryFields({ vary, onChange }: VaryProps) {
  const { sections } = useForm();
  const config = useConfigPart(all);
  const known = useMemo(() => variables(sections, config), [sections, config]);
  const { [METHOD]: methods, ...settings } = vary;
  const set = (path: string, chosen: string[] | string) => onChange({ ...vary, [path]: chosen });
  const remove = (path: string) => {
    const { [path]: _gone, ...rest } = vary;
    onChange(rest);
  };
  return (
    <>
      <MethodsField
        config={config}
        chosen={Array.isArray(methods) ? methods : []}
        onChange={(chosen) => set(METHOD, chosen)}
      />
      {Object.entries(settings).map(([path, chosen]) => (
        <VaryField
          key={path}
          variable={known.find((variable) => variable.path === path) ?? unknown(path)}
          config={config}
          chosen={chosen}
          onChange={(values) => set(path, values)}
          onRemove={() => remove(path)}
        />
      ))}
      <div className={classes.wide}>
        <AddVariable
          variables={known.filter(({ path }) => !(path in settings))}
          onAdd={(variable) => set(variable.path, initialVary(variable, config))}
        />
        <Messages name="vary" />
      </div>
    </>
  );
}

/** A setting that the configuration had when it was chosen; it stays until it is removed. */
function unknown(path: string): Variable {
  const common = { name: path, title: path, help: "", initial: null, advanced: false, widget: null };
  return { path, title: path, field: { kind: "json", ...common } };
}

type AddProps = { variables: Variable[]; onAdd: (variable: Variable) => void };

function AddVariable({ variables, onAdd }: AddProps) {
  const [search, setSearch] = useState("");
  return (
    <Select
      aria-label="Vary another setting"
      placeholder="Vary another setting…"
      w={320}
      maw="100%"
      searchable
      limit={60}
      nothingFoundMessage="No setting is called so"
      data={variables.map(({ path, title }) => ({ value: path, label: `${title} (${path})` }))}
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(path) => {
        const variable = variables.find((candidate) => candidate.path === path);
        if (variable) onAdd(variable);
        setSearch("");
      }}
    />
  );
}
