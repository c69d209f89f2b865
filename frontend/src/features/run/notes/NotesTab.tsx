import { TagsInput, Textarea, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/notes/NotesTab.module.css";
import { useChangeRun } from "@/features/run/useChangeRun";
import { Panel } from "@/shared/Panel";

type Change = Schemas["ChangeRun"];
type Props = { run: Schemas["RunOut"] };

const SAVE_AFTER_MS = 800;

/** What the reader knows about the run: saved by itself, and the page says whether it is. */
export function NotesTab({ run }: Props) {
  const change = useChangeRun(run.id);
  const [unsaved, setUnsaved] = useState<Change>({});
  const save = useDebouncedCallback(
    (edits: Change) =>
      change.mutate(edits, {
        // Keep what was typed meanwhile.
        onSuccess: () => setUnsaved((now) => (now === edits ? {} : now)),
      }),
    { delay: SAVE_AFTER_MS, flushOnUnmount: true },
  );
  const edit = (part: Change) => {
    const edits = { ...unsaved, ...part };
    setUnsaved(edits);
    save(edits);
  };
  const shown = { notes: run.notes, tags: run.tags, experiment: run.experiment, ...unsaved };

  return (
    <Panel
      title="Notes and tags"
      actions={
        <span role="status" className={classes.state} data-failed={change.isError || undefined}>
          {savingState(Object.keys(unsaved).length > 0, change.isError)}
        </span>
      }
    >
      <div className={classes.fields}>
        <Textarea
          label="Notes"
          placeholder="What did you expect, and what came of it?"
          rows={12}
          resize="vertical"
          maxLength={20_000}
          value={shown.notes ?? ""}
          onChange={(event) => edit({ notes: event.currentTarget.value })}
          onBlur={save.flush}
        />
        <div className={classes.side}>
          <TagsInput
            label="Tags"
            description="Words to search for. Enter adds one."
            maxTags={20}
            value={shown.tags ?? []}
            onChange={(tags) => edit({ tags: tags.map((tag) => tag.trim().slice(0, 50)).filter(Boolean) })}
          />
          <TextInput
            label="Experiment"
            description="Runs that are meant to be compared share one."
            maxLength={200}
            value={shown.experiment ?? ""}
            onChange={(event) => edit({ experiment: event.currentTarget.value || null })}
            onBlur={save.flush}
          />
        </div>
      </div>
    </Panel>
  );
}

function savingState(pending: boolean, failed: boolean): string {
  if (failed) return "Not saved. Type on to try again.";
  return pending ? "Saving…" : "Saved";
}
