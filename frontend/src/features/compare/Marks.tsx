import type { Figures } from "@/charts/compare/variants";
import { VerdictMark } from "@/shared/VerdictMark";
import { verdict } from "@/shared/verdict";
import classes from "./tables.module.css";

type Props = { figures: Figures | undefined };

/** How many runs of a variant have a figure that is no number. */
export function NotFinite({ figures }: Props) {
  if (!figures?.test_nonfinite) return null;
  return <div className={classes.warning}>{figures.test_nonfinite} not finite</div>;
}

/** That runs answer a task no better than by its commonest class; how many, where not all of them do. */
export function MajorityMark({ figures }: Props) {
  if (!figures) return null;
  const { answers, test_majority: majority } = figures;
  const verdicts = answers.map(({ accuracy, balanced_accuracy: balanced, samples, classes }) =>
    verdict({ accuracy, majority, balanced, samples, classes }),
  );
  const poor = verdicts.filter((found) => found?.kind === "majority");
  const [first] = poor;
  if (!first) return null;
  return (
    <div className={classes.poor}>
      <VerdictMark verdict={first} />
      {poor.length < answers.length ? ` ${poor.length} of ${answers.length} runs` : null}
    </div>
  );
}
