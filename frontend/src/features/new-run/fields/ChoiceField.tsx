import { NativeSelect, SegmentedControl, Select } from "@mantine/core";
import type { Option } from "../schema/model";
import classes from "./ChoiceField.module.css";
import type { Control } from "./Frame";
import type { Compact } from "./LeafControl";

type Own = Control & {
  value: unknown;
  options: Option[];
  onChange: (value: Option["value"]) => void;
};
type Props = Own & { labelId: string };

/** Few short options stand side by side; many or long ones fold into a list. */
export function isShort(options: Option[]): boolean {
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  return options.length <= 5 && letters <= 32;
}

/** Options as texts, and back. */
function useOptions({ options, onChange }: Pick<Own, "options" | "onChange">) {
  const data = options.map((option) => ({ value: String(option.value), label: option.label }));
  const choose = (text: string | null) => {
    const option = options.find((candidate) => String(candidate.value) === text);
    if (option) onChange(option.value);
  };
  return { data, choose };
}

/** One of several values in the cell of a table. A value that is none of them ("mixed") shows as an empty choice. */
export function CompactChoice({ value, options, onChange, placeholder, ...control }: Own & Compact) {
  const { data, choose } = useOptions({ options, onChange });
  const known = options.some((option) => option.value === value);
  return (
    <NativeSelect
      {...control}
      data={known ? data : [{ value: "", label: placeholder ?? "", disabled: true }, ...data]}
      value={known ? String(value) : ""}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

/** One of several values. */
export function ChoiceField({ labelId, value, options, onChange, error, ...control }: Props) {
  const { data, choose } = useOptions({ options, onChange });
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
      aria-labelledby={labelId}
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
