import { TagsInput, Textarea, TextInput } from "@mantine/core";
import { memo } from "react";
import { Frame } from "../fields/Frame";
import type { Extras } from "../form/draft";

type Props = {
  extras: Extras;
  onChange: (change: Partial<Extras>) => void;
  /** What the run will be called if no name is given. */
  defaultName: string;
};

/** What a launch says besides the configuration: how the runs are called. */
export const RunExtras = memo(function RunExtras({ extras, onChange, defaultName }: Props) {
  return (
    <>
      <Frame name="name" title="Name">
        {(control) => (
          <TextInput
            {...control}
            w={200}
            autoComplete="off"
            placeholder={defaultName}
            value={extras.name}
            onChange={(event) => onChange({ name: event.currentTarget.value })}
          />
        )}
      </Frame>
      <Frame name="tags" title="Tags">
        {(control) => (
          <TagsInput
            {...control}
            w={200}
            maxTags={20}
            placeholder={extras.tags.length === 0 ? "Enter adds one" : ""}
            value={extras.tags}
            onChange={(tags) => onChange({ tags })}
          />
        )}
      </Frame>
    </>
  );
});

/** Free text for whoever reads the run later. */
export function Notes({ notes, onChange }: { notes: string; onChange: (notes: string) => void }) {
  return (
    <Frame name="notes" title="Notes" wide>
      {(control) => (
        <Textarea
          {...control}
          autosize
          minRows={2}
          maxRows={8}
          value={notes}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Frame>
  );
}
