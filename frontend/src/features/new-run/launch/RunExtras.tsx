import { Autocomplete, Checkbox, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { memo } from "react";
import { experimentsQuery } from "../api";
import { Frame } from "../fields/Frame";
import { TextButton } from "../fields/TextButton";
import type { Extras } from "../form/draft";
import classes from "./RunExtras.module.css";

type Props = {
  extras: Extras;
  onChange: (change: Partial<Extras>) => void;
  /** What the run will be called if no name is given. */
  defaultName: string;
  /** Why there can be no twin; null where there can. */
  noTwin: string | null;
};

const COUNTS = [3, 5, 10];

/** What a launch says besides the configuration: how the runs are called, repeated and compared. */
export const RunExtras = memo(function RunExtras({ extras, onChange, defaultName, noTwin }: Props) {
  const experiments = useQuery(experimentsQuery);
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
      <Frame name="experiment" title="Experiment" help="A named group of runs that are meant to be compared.">
        {(control) => (
          <Autocomplete
            {...control}
            w={180}
            autoComplete="off"
            placeholder="none"
            data={experiments.data ?? []}
            value={extras.experiment}
            onChange={(experiment) => onChange({ experiment })}
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
      <Frame
        name="seeds"
        title="Seeds"
        help="One run for each seed: 0, 1, 2 or a range like 0-4. Each sets weights, data order and draws. Empty: one run with the seeds of the configuration."
      >
        {(control) => (
          <div className={classes.seeds}>
            <TextInput
              {...control}
              w={140}
              autoComplete="off"
              placeholder="as configured"
              value={extras.seeds}
              onChange={(event) => onChange({ seeds: event.currentTarget.value })}
            />
            <div className={classes.counts}>
              {COUNTS.map((seeds) => (
                <TextButton
                  key={seeds}
                  aria-label={`${seeds} seeds`}
                  onClick={() => onChange({ seeds: firstSeeds(seeds) })}
                >
                  {seeds}
                </TextButton>
              ))}
              seeds
            </div>
          </div>
        )}
      </Frame>
      <Frame
        name="twin"
        title="Compare with"
        group
        help="For each run another one in which no task is ever dropped, from the same initial weights and batches: the difference is what dropping does."
      >
        {(control) => (
          <div className={classes.twin}>
            <Checkbox
              id={control.id}
              ref={control.ref}
              label="Also launch its always-on twin"
              disabled={noTwin !== null}
              checked={extras.twin && noTwin === null}
              onChange={(event) => onChange({ twin: event.currentTarget.checked })}
            />
            {noTwin ? (
              <Text size="xs" c="dimmed">
                {noTwin}
              </Text>
            ) : null}
          </div>
        )}
      </Frame>
    </>
  );
});

function firstSeeds(count: number): string {
  return Array.from({ length: count }, (_, seed) => seed).join(", ");
}

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
