import { Autocomplete } from "@mantine/core";
import { useState } from "react";
import { useForm } from "../form/context";
import { chooseManifest } from "../form/dataset";
import type { Control } from "./Frame";

type Props = Control & { value: unknown };

/** A CSV file below the data root: one that was found there, or any other by its path. */
export function ManifestField({ value, ...control }: Props) {
  const { datasets, edit } = useForm();
  // The file is read once its name is complete: on leaving the field, by Enter, or by choosing one.
  const [typed, setTyped] = useState<string | null>(null);
  const found = datasets.flatMap(({ manifests }) => manifests);
  const choose = (path: string) => {
    setTyped(null);
    edit((state) => chooseManifest(state, path.trim()));
  };
  return (
    <Autocomplete
      {...control}
      w={260}
      autoComplete="off"
      spellCheck={false}
      placeholder="my-photos/labels.csv"
      data={found}
      filter={({ options, search }) =>
        typed === null
          ? options
          : options.filter((option) => "value" in option && option.value.includes(search))
      }
      value={typed ?? String(value ?? "")}
      onChange={setTyped}
      onOptionSubmit={choose}
      onBlur={() => typed !== null && choose(typed)}
      onKeyDown={(event) => event.key === "Enter" && typed !== null && choose(typed)}
      comboboxProps={{ width: 340, position: "bottom-start" }}
    />
  );
}
