import { SegmentedControl, Select } from "@mantine/core";
import type { Option } from "../schema/model";
import classes from "./ChoiceField.module.css";
import type { Control } from "./Frame";

type Props = Control & {
  labelId: string;
  value: unknown;
  options: Option[];
  onChange: (value: Option["value"]) => void;
};

/** Few short options stand side by side; many or long ones fold into a list. */
export function isShort(options: Option[]): boolean {
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  return options.length <= 5 && letters <= 32;
}

/** One of several values. */
export function ChoiceField({ labelId, value, options, onChange, error, ...control }: Props) {
  const data = options.map((option) => ({ value: String(option.value), label: option.label }));
  const choose = (text: string | null) => {
    const option = options.find((candidate) => String(candidate.value) === text);
    if (option) onChange(option.value);
  };
  if (isShort(options)) {
    return (
      <SegmentedControl
        {...control}
        aria-labelledby={labelId}
        classNames={{
          root: classes.root ?? "",
          control: classes.control ?? "",
          indicator: classes.indicator ?? "",
          label: classes.label ?? "",
        }}
        data-error={error || undefined}
        data={data}
        value={String(value)}
        onChange={choose}
      />
    );
  }
  return (
    <Select
      {...control}
      error={error}
      w={210}
      data={data}
      value={String(value)}
      onChange={choose}
      allowDeselect={false}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
    />
  );
}
