import { UnstyledButton } from "@mantine/core";
import { useId, useState } from "react";
import type { Schemas } from "@/api/client";
import { Chevron } from "@/shared/Chevron";
import { ProblemAlert } from "@/shared/ProblemAlert";
import classes from "./LaunchList.module.css";
import type { Submission } from "./useSubmission";

type Props = Pick<Submission, "sentence" | "expansion">;

/** How many runs a launch creates, and on request each of them. */
export function LaunchList({ sentence, expansion }: Props) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { answer, current, failure, retry } = expansion;
  const listed = current ? answer : null;
  return (
    <div className={classes.launch}>
      <p className={classes.sentence} aria-live="polite">
        {sentence}
      </p>
      {failure ? <ProblemAlert what="The runs could not be counted" error={failure} onRetry={retry} /> : null}
      {listed ? (
        <>
          <UnstyledButton
            className={classes.toggle}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <Chevron open={open} />
            {open ? "Hide the runs" : `Show the ${listed.total} runs`}
          </UnstyledButton>
          {open ? <Items id={id} items={listed.items} /> : null}
        </>
      ) : null}
    </div>
  );
}

function Items({ id, items }: { id: string; items: Schemas["ExpandedRun"][] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <ol id={id} className={classes.list} tabIndex={0} aria-label="Runs to be launched">
      {items.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a run is known by before it exists
        <li key={place}>
          {item.name}
          {item.matches === null ? null : (
            <span className={classes.waits}> · waits for the rates of {item.matches + 1}</span>
          )}
        </li>
      ))}
    </ol>
  );
}
