import { IconPencil } from "@tabler/icons-react";
import type { Run } from "@/charts/records";
import classes from "./Provenance.module.css";
import { changedFields } from "./provenance";

/** Where the run's settings and the published figures come from, and what was changed since. */
export function Provenance({ run }: { run: Run }) {
  if (run.preset === null) {
    return (
      <div className={classes.provenance}>
        <p className={classes.line}>
          From no preset, so there is no published figure to compare with. Runs made from a preset have one
          beside each of ours.
        </p>
      </div>
    );
  }
  const changed = changedFields(run);
  return (
    <div className={classes.provenance}>
      <p className={classes.line}>
        Preset <b>{run.preset_title ?? run.preset}</b>{" "}
        {run.preset_changes === null ? "(no longer there, so its figures are not known)" : null}
        {changed.length > 0 ? (
          <>
            <ModifiedBadge /> {changed.length === 1 ? "Changed" : `${changed.length} changed`}:{" "}
            {changed.join(", ")}
          </>
        ) : null}
      </p>
      {run.published_source ? <p className={classes.line}>Source: {run.published_source}</p> : null}
      {run.published_changed ? <p className={classes.line}>We changed: {run.published_changed}</p> : null}
      {run.published_note ? <p className={classes.line}>{run.published_note}</p> : null}
    </div>
  );
}

/** A run's configuration differs from its preset's in more than seeds. */
export function ModifiedBadge({ title }: { title?: string }) {
  return (
    <span className={classes.modified} title={title}>
      <IconPencil size={12} aria-hidden /> modified
    </span>
  );
}
