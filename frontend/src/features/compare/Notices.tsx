import { Link } from "@tanstack/react-router";
import type { Comparison } from "@/charts/compare/variants";
import { Notice } from "@/shared/Notice";
import classes from "./ComparePage.module.css";
import { DroppedNothing } from "./DroppedNothing";

/** What the reader should know before reading on: runs left out, and what is lacking for an answer. */
export function Notices({ comparison }: { comparison: Comparison }) {
  const { left_out: leftOut, variants } = comparison;
  const [only] = variants;
  return (
    <>
      {leftOut.length > 0 ? (
        <Notice
          tone="info"
          title={`${leftOut.length} ${leftOut.length === 1 ? "run is" : "runs are"} left out`}
        >
          <ul className={classes.reasons}>
            {leftOut.map(({ run_id: id, name, reason }) => (
              <li key={id}>
                <Link to="/runs/$runId" params={{ runId: id }}>
                  {name} #{id}
                </Link>
                : {reason}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      <DroppedNothing variants={variants} />
      {variants.length === 1 && only ? (
        <Notice tone="info" title="There is nothing to compare with">
          All runs have the same configuration but for the seeds. Add its always-on twin, with the same seeds:
          clone a run and choose another schedule.
        </Notice>
      ) : null}
    </>
  );
}
