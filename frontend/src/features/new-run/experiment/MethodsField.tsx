import { MultiSelect, Text } from "@mantine/core";
import { useMemo } from "react";
import { Frame } from "../fields/Frame";
import { useForm } from "../form/context";
import type { Values } from "../schema/values";
import { MATCHED, METHOD, methodGroups, methodText, ownMethod, rateSource } from "./methods";
import { varyTitle } from "./words";

type Props = { config: Values; chosen: string[]; onChange: (chosen: string[]) => void };

const HELP =
  "One run for each and for each seed. A method is named by its schedule, weighting or aggregation; the rest is plain: always on, fixed weights, sum of gradients. The form's own method is always among them, and what it has above keeps its settings.";

/** The methods that an experiment compares, each with what it does. */
export function MethodsField({ config, chosen, onChange }: Props) {
  const { sections } = useForm();
  const own = ownMethod(config);
  const groups = useMemo(() => groupsWith(methodGroups(sections, config), own), [sections, config, own]);
  const help = new Map(groups.flatMap(({ items }) => items.map((item) => [item.value, item.help] as const)));
  const source = rateSource(own, chosen);
  const stays = (value: string) =>
    value === own || (value === MATCHED && !source && !chosen.includes(MATCHED));
  const data = groups.map(({ group, items }) => ({
    group,
    items: items.map(({ value, label }) => ({ value, label, disabled: stays(value) })),
  }));
  return (
    <Frame name={`vary.${METHOD}`} title={varyTitle(METHOD, "Method")} help={HELP} wide>
      {(control) => (
        <MultiSelect
          {...control}
          maw={640}
          searchable
          hidePickedOptions={false}
          placeholder="Add a method…"
          nothingFoundMessage="No method is called so"
          // The preview may add remarks above while the list is open, and move the field: the list stays.
          comboboxProps={{ hideDetached: false }}
          data={data}
          value={[own, ...chosen.filter((value) => value !== own)]}
          onChange={(values) => onChange(values.filter((value) => value !== own))}
          renderOption={({ option }) => (
            <div>
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="dimmed">
                {option.value === own ? "As in the form above. " : ""}
                {option.value === MATCHED && option.disabled ? "Add DST or round robin first. " : ""}
                {help.get(option.value)}
              </Text>
            </div>
          )}
        />
      )}
    </Frame>
  );
}

/** The groups, and before them the form's own method where it is none of their names. */
function groupsWith(groups: ReturnType<typeof methodGroups>, own: string) {
  const named = groups.some(({ items }) => items.some(({ value }) => value === own));
  if (named) return groups;
  return [
    { group: "As in the form above", items: [{ value: own, label: methodText(own), help: "" }] },
    ...groups,
  ];
}
