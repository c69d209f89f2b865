import { Link } from "@tanstack/react-router";
import type { Comparison } from "@/charts/compare/variants";
import { ButtonLink } from "@/shared/links";
import { Notice } from "@/shared/Notice";
import classes from "./ComparePage.module.css";
import { DroppedNothing } from "./DroppedNothing";

/** Parts of the address that were not understood. */
export function Misread({ items }: { items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <Notice tone="warning" title="The address asks for what is not to be had here">
      {items.map((item, i) => (
        <span key={item}>
          {i > 0 ? ", " : null}
          <code>{item}</code>
        </span>
      ))}
      . The choices above say what is shown instead.
    </Notice>
  );
}

/** What the reader should know before reading on: runs left out, and what is lacking for an answer. */
export function Notices({ comparison }: { comparison: Comparison }) {
  const { left_out: leftOut, missing, variants } = comparison;
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
      {missing.length > 0 ? (
        <Notice tone="info" title={missing.length === 1 ? "A run is not there" : "Some runs are not there"}>
          There is no run {missing.map((id) => `#${id}`).join(", ")}, or it was deleted. All others are
          compared.
        </Notice>
      ) : null}
      <DroppedNothing variants={variants} />
      {variants.length === 1 && only ? (
        <Notice
          tone="info"
          title="There is nothing to compare with"
          action={
            <ButtonLink to="/new" search={{ from: only.id }} variant="default" size="xs">
              Clone run #{only.id}
            </ButtonLink>
          }
        >
          {only.runs.length === 1
            ? "A single run is compared."
            : "All runs have the same configuration but for the seeds."}{" "}
          Add runs with the same seeds and another drop schedule, weighting or setting: clone one, change
          that, and compare both.
        </Notice>
      ) : null}
    </>
  );
}
