import { Select, type SelectProps, Text } from "@mantine/core";
import { tasksField } from "../form/base";
import { useForm } from "../form/context";
import { chooseDataset } from "../form/edit";
import type { FieldOf } from "../schema/model";
import type { Control } from "./Frame";

type Props = Control & { value: unknown; options: FieldOf<"choice">["options"] };

/** The data set. One whose files are absent is greyed, with what to do about it. */
export function DatasetField({ value, options, ...control }: Props) {
  const { sections, datasets, edit } = useForm();
  const tasks = tasksField(sections);
  const known = new Map(datasets.map((dataset) => [dataset.name, dataset]));
  const data = options.map((option) => {
    const name = String(option.value);
    const dataset = known.get(name);
    return {
      value: name,
      label: dataset?.title ?? option.label,
      disabled: dataset !== undefined && dataset.unavailable !== null && name !== value,
    };
  });
  const choose = (name: string | null) => {
    const dataset = known.get(name ?? "");
    if (dataset && tasks) edit((state) => chooseDataset(state, tasks, dataset));
  };
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
      value={String(value)}
      onChange={choose}
      allowDeselect={false}
      renderOption={renderOption}
      comboboxProps={{ width: 340, position: "bottom-start" }}
    />
  );
}
