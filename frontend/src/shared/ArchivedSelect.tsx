import { NativeSelect } from "@mantine/core";
import type { Shown } from "@/api/runs";

type Props = {
  label: string;
  value: Shown | undefined;
  onChange: (value: Shown | undefined) => void;
};

const OPTIONS = [
  { value: "", label: "without archived" },
  { value: "all", label: "with archived" },
  { value: "true", label: "archived only" },
];

/** Whether a list shows what is archived. */
export function ArchivedSelect({ label, value, onChange }: Props) {
  return (
    <NativeSelect
      w={160}
      aria-label={label}
      data={OPTIONS}
      value={value ?? ""}
      onChange={({ currentTarget: { value: chosen } }) =>
        onChange(chosen === "all" || chosen === "true" ? chosen : undefined)
      }
    />
  );
}
