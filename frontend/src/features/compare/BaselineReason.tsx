import { Anchor } from "@mantine/core";
import { IconPin } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Comparison, Drawn } from "@/charts/compare/variants";
import classes from "./ComparePage.module.css";

type Props = { comparison: Comparison; variants: readonly Drawn[]; onUsual: () => void };

/** Why the baseline is the one that it is; where it is a pinned run, or could be, that run. */
export function BaselineReason({ comparison, variants, onUsual }: Props) {
  const { baseline, baseline_by: by, pinned } = comparison;
  const letter = variants.find(({ variant }) => variant.id === baseline)?.letter;
  if (letter === undefined || by === null) return null;
  return (
    <p className={classes.reason}>
      {by === "pinned" ? (
        <>
          <IconPin size={14} aria-hidden /> {letter} is the baseline because <PinnedRun id={pinned} /> is
          pinned.
        </>
      ) : null}
      {by === "always_on" ? `${letter} is the baseline because it drops nothing and no run is pinned.` : null}
      {by === "most_tasks"
        ? `${letter} is the baseline because it comes first: none is always on, and no run is pinned.`
        : null}
      {by === "asked" ? (
        <>
          {letter} is the baseline because it was chosen here
          {pinned === null ? ". " : null}
          {pinned === null ? null : (
            <>
              , although <PinnedRun id={pinned} /> is pinned.{" "}
            </>
          )}
          <Anchor component="button" type="button" inherit onClick={onUsual}>
            Take the usual one
          </Anchor>
        </>
      ) : null}
    </p>
  );
}

function PinnedRun({ id }: { id: number | null }) {
  if (id === null) return null;
  return (
    <Link to="/runs/$runId" params={{ runId: id }}>
      run #{id}
    </Link>
  );
}
