import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/runs/NameCell.module.css";
import row from "@/shared/RowLink.module.css";
import { Tag } from "@/shared/Tag";

/** Name, number, and what the reader tagged it with. The link covers the whole row. */
export const NameCell = memo(function NameCell({ run }: { run: Schemas["RunSummary"] }) {
  return (
    <div>
      <Link to="/runs/$runId" params={{ runId: run.id }} className={row.link}>
        {run.name} <span className={row.id}>#{run.id}</span>
      </Link>
      <div className={classes.more}>
        <span>seed {run.seed}</span>
        {run.experiment ? (
          <Link
            to="/experiments/$name"
            params={{ name: run.experiment }}
            className={classes.experiment}
            title="All runs of this experiment"
          >
            {run.experiment}
          </Link>
        ) : null}
        {run.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </div>
      {run.error ? <div className={classes.error}>{run.error.message}</div> : null}
    </div>
  );
});
