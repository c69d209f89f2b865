import { IconArchive, IconPin } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import classes from "./RunMarks.module.css";

type Props = { run: Pick<Schemas["RunSummary"], "pinned" | "archived" | "experiment"> };

/** That a run is the baseline of its experiment, and that it is archived. */
export function RunMarks({ run: { pinned, archived, experiment } }: Props) {
  if (!pinned && !archived) return null;
  return (
    <span className={classes.marks}>
      {pinned ? (
        <span title={experiment === null ? "Pinned as baseline" : `Pinned as baseline of ${experiment}`}>
          <IconPin size={14} aria-hidden /> baseline
        </span>
      ) : null}
      {archived ? (
        <span title="Left out of lists unless asked for">
          <IconArchive size={14} aria-hidden /> archived
        </span>
      ) : null}
    </span>
  );
}
