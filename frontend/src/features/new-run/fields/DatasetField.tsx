import { Select, type SelectProps, Text } from "@mantine/core";
import { useForm } from "../form/context";
import { chooseDataset } from "../form/dataset";
import type { Member } from "../schema/model";
import type { Control } from "./Frame";

type Props = Control & { value: string; members: Member[] };

/** The data set. One whose files are absent is greyed, with what to do about it. */
export function DatasetField({ value, members, ...control }: Props) {
  const { sections, datasets, edit } = useForm();
  const known = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  const data = members.map((member) => {
    const dataset = known.get(member.value);
    const absent = dataset !== undefined && dataset.unavailable !== null;
    const named = member.fields.some(({ widget }) => widget === "manifest"); // its files are named in the form
    return {
      value: member.value,
      label: dataset?.title ?? member.label,
      disabled: absent && !named && member.value !== value,
    };
  });
  const choose = (name: string | null) =>
    edit((state) => (name === null ? state : chooseDataset(state, sections, datasets, name)));
  const renderOption: SelectProps["renderOption"] = ({ option }) => {
    const dataset = known.get(option.value);
    return (
      <div>
        <Text size="sm">{option.label}</Text>
        <Text size="xs" c="dimmed">
          {dataset?.unavailable ?? dataset?.description}
        </Text>
      </div>
    );
  };
  return (
    <Select
      {...control}
      w={180}
      data={data}
      value={value}
      onChange={choose}
      allowDeselect={false}
      maxDropdownHeight={420}
      renderOption={renderOption}
      comboboxProps={{ width: 360, position: "bottom-start" }}
    />
  );
}
