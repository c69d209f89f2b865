import { ActionIcon, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { inWords } from "@/shared/names";
import { ChoicesField } from "../fields/ChoicesField";
import { Frame } from "../fields/Frame";
import type { Option } from "../schema/model";
import type { Values } from "../schema/values";
import classes from "./Experiment.module.css";
import { MATCHED, rateSource } from "./methods";
import { optionsOf, ownOption, type Variable } from "./vary";
import { varyTitle } from "./words";

type Props = {
  variable: Variable;
  config: Values;
  chosen: string[] | string;
  onChange: (chosen: string[] | string) => void;
  onRemove: () => void;
};

const TICKED =
  "Tick what to compare. The form's own choice is always among them and keeps its settings; the others have their defaults.";
const TYPED = "Values with commas between them; each gives runs of its own.";

/** One setting that is varied: its options to tick, or an input for a list of values. */
export function VaryField({ variable, config, chosen, onChange, onRemove }: Props) {
  const { path, title } = variable;
  const options = optionsOf(variable);
  return (
    <Frame
      name={`vary.${path}`}
      title={varyTitle(path, title)}
      group={options !== null}
      help={options ? TICKED : TYPED}
      wide
    >
      {(control, labelId) => (
        <div className={classes.line}>
          {options ? (
            <Ticked
              {...{ variable, config, options, onChange, labelId }}
              control={control}
              chosen={Array.isArray(chosen) ? chosen : []}
            />
          ) : (
            <TextInput
              {...control}
              className={classes.typed ?? ""}
              autoComplete="off"
              spellCheck={false}
              value={typeof chosen === "string" ? chosen : ""}
              onChange={(event) => onChange(event.currentTarget.value)}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Do not vary ${title}`}
            title={`Do not vary ${title}`}
            onClick={onRemove}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      )}
    </Frame>
  );
}

type TickedProps = Pick<Props, "variable" | "config"> & {
  options: Option[];
  chosen: string[];
  control: Parameters<Parameters<typeof Frame>[0]["children"]>[0];
  labelId: string;
  onChange: (chosen: string[]) => void;
};

function Ticked({ variable, config, options, chosen, control, labelId, onChange }: TickedProps) {
  const own = ownOption(variable, config);
  const source = rateSource(own, chosen);
  const shown = options.map((option) =>
    option.value === MATCHED && source
      ? { ...option, label: `random, at the rates of ${inWords(source)}` }
      : option,
  );
  const blocked = new Map<Option["value"], string>();
  for (const { value } of options) if (String(value) === own) blocked.set(value, "As in the form above");
  if (!source && !chosen.includes(MATCHED)) {
    blocked.set(
      MATCHED,
      "Takes the mean rates of a schedule that drops by itself: tick DST or round robin too",
    );
  }
  return (
    <ChoicesField
      {...control}
      labelId={labelId}
      options={shown}
      blocked={blocked}
      value={options.map(({ value }) => value).filter((value) => [own, ...chosen].includes(String(value)))}
      onChange={(values) => onChange(values.map(String).filter((value) => value !== own))}
    />
  );
}
