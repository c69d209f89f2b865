import { Fragment } from "react";
import type { Schemas } from "@/api/client";
import { configLine } from "@/features/run/header/config-line";
import { RunButtons } from "@/features/run/header/RunButtons";
import classes from "@/features/run/header/RunHeader.module.css";
import { RunName } from "@/features/run/header/RunName";
import { RunProgress } from "@/features/run/header/RunProgress";
import { ModifiedBadge } from "@/features/run/results/Provenance";
import { changedFields } from "@/features/run/results/provenance";
import { RunMarks } from "@/shared/RunMarks";
import { StatusBadge } from "@/shared/StatusBadge";
import { Tag } from "@/shared/Tag";

/** What the run is, what can be done to it, and how far it is. */
export function RunHeader({ run }: { run: Schemas["RunOut"] }) {
  const line = configLine(run.config as Schemas["RunConfig"], run);
  const changed = changedFields(run);
  return (
    <header>
      <div className={classes.top}>
        <div className={classes.title}>
          <RunName run={run} />
          <span className={classes.id}>#{run.id}</span>
          <span role="status">
            <StatusBadge status={run.status} />
          </span>
        </div>
        <RunButtons run={run} />
      </div>
      <div className={classes.config}>
        {line.map((parts) => (
          <span key={parts.map((part) => part.text).join(" ")}>
            {parts.map(({ text, strong }) => (
              <Fragment key={text}>{strong ? <b>{text}</b> : text} </Fragment>
            ))}
          </span>
        ))}
        {run.preset_title ? (
          <span className={classes.preset}>
            preset <b>{run.preset_title}</b>
            {changed.length > 0 ? <ModifiedBadge title={`Changed: ${changed.join(", ")}`} /> : null}
          </span>
        ) : null}
        {run.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
        <RunMarks run={run} />
      </div>
      <RunProgress run={run} />
    </header>
  );
}
