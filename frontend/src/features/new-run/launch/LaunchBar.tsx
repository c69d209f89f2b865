import { Button, Kbd } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconPlayerPlay } from "@tabler/icons-react";
import type { ApiError } from "@/api/client";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { TextButton } from "../fields/TextButton";
import { focusField } from "../form/errors";
import classes from "./LaunchBar.module.css";

/** A field with a mistake, and how the page calls it. */
export type Mistaken = { name: string; title: string };

type Props = {
  /** How many runs are launched; null where that is not known. */
  runs: number | null;
  /** The preset that the form stands on, as it is called; null where it stands on none. */
  preset: string | null;
  /** Whether the form differs from it. */
  modified: boolean;
  mistaken: Mistaken[];
  /** Mistakes that no field shows. */
  unplaced: number;
  /** What has to be known first, in words; empty where everything is. */
  waiting: string;
  launching: boolean;
  failure: ApiError | null;
  onLaunch: () => void;
};

/** The button that says how many runs it launches, or why it cannot. */
export function LaunchBar({
  runs,
  preset,
  modified,
  mistaken,
  unplaced,
  waiting,
  launching,
  failure,
  onLaunch,
}: Props) {
  const blocked = mistaken.length > 0 || unplaced > 0 || waiting !== "";
  const first = mistaken[0];
  useHotkeys([["mod+Enter", () => (first ? focusField(first.name) : blocked || onLaunch())]], []);
  return (
    <div className={classes.bar}>
      {failure ? <ProblemAlert what="Not launched" error={failure} onRetry={onLaunch} /> : null}
      <div className={classes.line}>
        <Button
          className={classes.button ?? ""}
          size="md"
          disabled={blocked}
          loading={launching}
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          aria-describedby="launch-reason"
          aria-keyshortcuts="Control+Enter"
          onClick={onLaunch}
        >
          {runs === null ? "Launch" : `Launch ${runs} ${runs === 1 ? "run" : "runs"}`}
        </Button>
        <div className={classes.about}>
          {preset === null ? null : (
            <div className={classes.preset} title={preset}>
              {preset}
              {modified ? ", modified" : ""}
            </div>
          )}
          <div id="launch-reason" className={classes.reason}>
            {blocked ? (
              waiting || <Reason mistaken={mistaken} />
            ) : (
              <Kbd size="xs" className={classes.keys ?? ""}>
                Ctrl ↵
              </Kbd>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

const NAMED = 3;

function Reason({ mistaken }: { mistaken: Mistaken[] }) {
  if (mistaken.length === 0) return <>See the message above the form.</>;
  return (
    <>
      Mend first:{" "}
      {mistaken.slice(0, NAMED).map(({ name, title }, index) => (
        <span key={name}>
          {index > 0 ? ", " : ""}
          <TextButton onClick={() => focusField(name)}>{title}</TextButton>
        </span>
      ))}
      {mistaken.length > NAMED ? ` and ${mistaken.length - NAMED} more` : ""}
    </>
  );
}
