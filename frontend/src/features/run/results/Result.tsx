import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import type { Confusion } from "@/charts/confusion";
import { type Epoch, exact, type Run } from "@/charts/records";
import { PUBLISHED_DIGITS, percent } from "@/shared/format";
import { Notice } from "@/shared/Notice";
import { Panel } from "@/shared/Panel";
import { ComparisonTable } from "./ComparisonTable";
import classes from "./ComparisonTable.module.css";
import { type Comparison, comparison } from "./comparison";
import { Provenance } from "./Provenance";
import { measuredOn, warningOf } from "./words";

type Props = { run: Run; newest: Epoch | undefined; confusions: readonly Confusion[] | undefined };

/** What came of the run: published, majority and ours side by side. */
export function Result({ run, newest, confusions }: Props) {
  const scheme = useComputedColorScheme("light");
  const compared = useMemo(() => comparison(run, newest, confusions), [run, newest, confusions]);
  // While it trains the marks in the table say enough: early epochs often answer one class only.
  const warning = run.finished_at === null ? null : warningOf(compared);
  return (
    <Panel title="Result" hint={measuredOn(run, compared)}>
      <Provenance run={run} />
      {warning ? (
        <div className={classes.warning}>
          <Notice tone="bad" title={warning.title}>
            {warning.text}
          </Notice>
        </div>
      ) : null}
      <ComparisonTable comparison={compared} scheme={scheme} />
      <Others what="Published (other tasks)" figures={compared.otherTasks} />
      <Others what="Also published" figures={compared.others} />
    </Panel>
  );
}

/** Published figures for which our table has no cell. */
function Others({ what, figures }: { what: string; figures: Comparison["others"] }) {
  if (figures.length === 0) return null;
  return (
    <p className={classes.others}>
      {what}:{" "}
      {figures
        .map(({ task, metric, value }) => {
          const text = /loss|f1/.test(metric) ? exact(value) : `${percent(value, PUBLISHED_DIGITS)} %`;
          return `${[task, metric.replaceAll("_", " ")].filter(Boolean).join(", ")} ${text}`;
        })
        .join(" · ")}
    </p>
  );
}
