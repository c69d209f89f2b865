import { Chip } from "@mantine/core";
import type { Option } from "../schema/model";
import classes from "./ChoicesField.module.css";
import type { Control } from "./Frame";

type Props = Control & {
  labelId: string;
  value: unknown;
  options: Option[];
  /** Options that stay as they are, each with the reason. */
  blocked?: ReadonlyMap<Option["value"], string>;
  onChange: (value: Option["value"][]) => void;
};

/** Any number of several values, in the order of the options. */
export function ChoicesField({ id, ref, error, labelId, value, options, blocked, onChange }: Props) {
  const chosen = new Set(Array.isArray(value) ? value : []);
  const flip = (option: Option) => {
    const next = options.filter((candidate) => chosen.has(candidate.value) !== (candidate === option));
    onChange(next.map((candidate) => candidate.value));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend of its own beside the label
    <div
      id={id}
      ref={ref}
      role="group"
      aria-labelledby={labelId}
      className={classes.choices}
      data-error={error || undefined}
    >
      {options.map((option) => (
        <Chip
          key={String(option.value)}
          size="xs"
          classNames={{ label: classes.option ?? "" }}
          checked={chosen.has(option.value)}
          disabled={blocked?.has(option.value) ?? false}
          wrapperProps={{ title: blocked?.get(option.value) }}
          onChange={() => flip(option)}
        >
          {option.label}
        </Chip>
      ))}
    </div>
  );
}
