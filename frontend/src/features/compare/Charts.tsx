import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { curvesQuery, type Quantity } from "@/api/compare";
import { Chart } from "@/charts/Chart";
import { decisionsFigure } from "@/charts/compare/decisions";
import { dropGainFigure } from "@/charts/compare/drop-gain";
import { gainsFigure } from "@/charts/compare/gains";
import type { Band, RunCurve } from "@/charts/compare/over-seeds";
import { overlayFigure, QUANTITIES } from "@/charts/compare/overlay";
import { parallelFigure } from "@/charts/compare/parallel";
import { type Comparison, type Drawn, METRIC_WORDS } from "@/charts/compare/variants";
import { ProblemAlert } from "@/shared/ProblemAlert";
import type { ColorScheme } from "@/shared/task-colors";
import classes from "./ComparePage.module.css";

type Own = { comparison: Comparison; variants: readonly Drawn[]; scheme: ColorScheme };
type Props = Own & {
  task: string;
  curve: Quantity;
  band: Band;
  onBand: (band: Band) => void;
};

const NO_CURVES: RunCurve[] = [];
const ON_TEST = " Known of runs that test each epoch; for display: nothing is chosen by it.";
const BANDS = [
  { value: "range", label: "min–max" },
  { value: "sd", label: "± sd" },
];

/** The charts of a comparison; their builders are pure. */
export function Charts({ comparison, variants, scheme, task, curve, band, onBand }: Props) {
  const having = useMemo(
    () => variants.filter(({ variant }) => variant.tasks.includes(task)),
    [variants, task],
  );
  const runs = useMemo(() => having.flatMap(({ variant }) => variant.runs.map(({ id }) => id)), [having]);
  const { data: curves = NO_CURVES, error, isError, refetch } = useQuery(curvesQuery(runs, task, curve));
  const overlay = useMemo(
    () => overlayFigure(having, curves, { quantity: curve, band, scheme }),
    [having, curves, curve, band, scheme],
  );
  const words = QUANTITIES.find(({ key }) => key === curve)?.words ?? curve;
  const compared = variants.filter(({ variant }) => !variant.single_task).length;
  return (
    <>
      {isError ? (
        <ProblemAlert what="The curves could not be loaded" error={error} onRetry={refetch} />
      ) : null}
      <div className={classes.grid}>
        {compared > 1 ? <Gains comparison={comparison} variants={variants} scheme={scheme} /> : null}
        <Chart
          title={`${task}: ${words}`}
          hint={`Line: mean over seeds; band: ${band === "sd" ? "one standard deviation on both sides" : "from the lowest to the highest seed"}. The letter names the variant.${curve.startsWith("test_") ? ON_TEST : ""}`}
          figure={overlay}
          label={`${words} of ${task} over epochs, ${having.length} variants`}
          fileName={`compare-${curve}-${task}`}
          actions={
            <SegmentedControl
              className={classes.switch}
              size="xs"
              aria-label="Band"
              data={BANDS}
              value={band}
              onChange={(value) => onBand(value === "sd" ? "sd" : "range")}
            />
          }
        />
        <Decisions variants={having} curves={curves} comparison={comparison} task={task} scheme={scheme} />
        {compared > 1 ? <DropGain comparison={comparison} variants={variants} scheme={scheme} /> : null}
        {compared > 1 ? (
          <div className={classes.wide}>
            <Parallel comparison={comparison} variants={variants} scheme={scheme} />
          </div>
        ) : null}
      </div>
    </>
  );
}

function Gains({ comparison, variants, scheme }: Own) {
  const figure = useMemo(() => gainsFigure(comparison, variants, scheme), [comparison, variants, scheme]);
  const better = comparison.higher_is_better ? "Right of zero is better." : "Left of zero is better.";
  return (
    <Chart
      title="Gain over the baseline"
      hint={`Paired by seed, with 95 % intervals; colour: task, letter: variant. Pale: it cannot be told, or too few seeds. ${better}`}
      figure={figure}
      label={`${METRIC_WORDS[comparison.metric]} of each task minus the baseline, with intervals`}
      fileName={`compare-gains-${comparison.metric}`}
    />
  );
}

function DropGain({ comparison, variants, scheme }: Own) {
  const figure = useMemo(() => dropGainFigure(comparison, variants, scheme), [comparison, variants, scheme]);
  return (
    <Chart
      title="Dropped, and gained"
      hint="Each mark is a task of a variant: how often it was dropped, and its difference to the baseline. Hollow: it cannot be told, or too few seeds."
      figure={figure}
      label="Drop rate of each task against its gain over the baseline"
      fileName={`compare-drop-gain-${comparison.metric}`}
    />
  );
}

function Parallel({ comparison, variants, scheme }: Own) {
  const figure = useMemo(() => parallelFigure(comparison, variants, scheme), [comparison, variants, scheme]);
  return (
    <Chart
      title="Settings and results"
      hint="Each line is a variant, from its settings over its drop rate to its result, both the mean over tasks and seeds."
      figure={figure}
      label="Parallel coordinates of the varied settings, the drop rate and the metric"
      fileName={`compare-settings-${comparison.metric}`}
    />
  );
}

type DecisionsProps = Own & { curves: readonly RunCurve[]; task: string };

function Decisions({ variants, curves, comparison, task, scheme }: DecisionsProps) {
  const figure = useMemo(
    () => decisionsFigure(variants, curves, comparison.tasks.indexOf(task), scheme),
    [variants, curves, comparison.tasks, task, scheme],
  );
  return (
    <Chart
      title={`${task}: trained or dropped`}
      hint="A row for each run, a column for each epoch. Coloured: trained, the deeper the more probable; grey: dropped."
      figure={figure}
      label={`Decisions about ${task} in every run, epoch by epoch`}
      fileName={`compare-decisions-${task}`}
    />
  );
}
