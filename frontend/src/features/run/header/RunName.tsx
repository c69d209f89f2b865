import { TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/header/RunName.module.css";
import { useChangeRun } from "@/features/run/useChangeRun";

/** The name as the page's heading; a click turns it into a field. Enter keeps the change, Escape drops it. */
export function RunName({ run }: { run: Schemas["RunOut"] }) {
  const [draft, setDraft] = useState<string | null>(null);
  const change = useChangeRun(run.id);

  if (draft === null) {
    return (
      <h1 className={classes.heading}>
        <Tooltip label="Rename" openDelay={400}>
          <UnstyledButton
            className={classes.name}
            onClick={() => setDraft(run.name)}
            aria-description="Rename"
          >
            {change.isPending ? change.variables.name : run.name}
          </UnstyledButton>
        </Tooltip>
      </h1>
    );
  }

  const keep = () => {
    setDraft(null);
    const name = draft.trim();
    if (name && name !== run.name) change.mutate({ name });
  };
  return (
    <TextInput
      autoFocus
      aria-label="Name of the run"
      classNames={{ input: classes.input }}
      maxLength={200}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === "Enter") keep();
        if (event.key === "Escape") setDraft(null);
      }}
    />
  );
}
