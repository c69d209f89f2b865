import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { curvesQuery, type Quantity } from "@/api/compare";
import { Chart } from "@/charts/Chart";
import { decisionsFigure } from "@/charts/compare/decisions";
import { dropGainFigure } from "@/charts/compare/drop-gain";
import { gainsFigure, hasManyGains } from "@/charts/compare/gains";
import type { Band, RunCurve } from "@/charts/compare/over-seeds";
import { MOST_BANDS, overlayFigure, QUANTITIES } from "@/charts/compare/overlay";
import { parallelFigure } from "@/charts/compare/parallel";
import { type Comparison, type Drawn, figuresOf, METRIC_WORDS } from "@/charts/compare/variants";
import type { Figure } from "@/charts/figure";
import { percent } from "@/shared/format";
import { ProblemAlert } from "@/shared/ProblemAlert";
import type { ColorScheme } from "@/shared/task-colors";
import { useSettingTitle } from "@/shared/useSettingTitle";
import classes from "./ComparePage.module.css";

type Own = { comparison: Comparison; variants: readonly Drawn[]; scheme: ColorScheme };
type Props = Own & {
  task: string;
  curve: Quantity;
  band: Band;
  /** Draw the gains of all tasks even where they are many. */
  allGains: boolean;
  onBand: (band: Band) => void;
  onAllGains: (all: boolean) => void;
};

const NO_CURVES: RunCurve[] = [];
const ON_TEST = " Known of runs that test each epoch; for display: nothing is chosen by it.";
const MAJORITY = " Dashed: always answering the commonest class.";
/** Beside gains higher than this stand all other charts. */
const TALL = 900;
const GAINS = [
  { value: "one", label: "this task" },
  { value: "all", label: "all tasks" },
];
const BANDS = [
  { value: "range", label: "min–max" },
  { value: "sd", label: "± sd" },
];

/** The charts of a comparison; their builders are pure. */
export function Charts(props: Props) {
  const { comparison, variants, scheme, task, curve, band, allGains, onBand } = props;
  const having = useMemo(
    () => variants.filter(({ variant }) => variant.tasks.includes(task)),
    [variants, task],
  );
  const runs = useMemo(() => having.flatMap(({ variant }) => variant.runs.map(({ id }) => id)), [having]);
  const found = useQuery(curvesQuery(runs, task, curve));
  const { data: curves = NO_CURVES, error, isError, isPlaceholderData, refetch } = found;
  const majority = majorityOf(having, task, curve);
  const overlay = useMemo(
    () => overlayFigure(having, curves, { quantity: curve, band, scheme, majority }),
    [having, curves, curve, band, scheme, majority],
  );
  const words = QUANTITIES.find(({ key }) => key === curve)?.words ?? curve;
  const compared = variants.filter(({ variant }) => !variant.single_task).length;
  const many = hasManyGains(comparison, variants);
  const gains = useMemo(
    () => gainsFigure(comparison, variants, scheme, many && !allGains ? [task] : undefined),
    [comparison, variants, scheme, many, allGains, task],
  );
  const dropGain =
    compared > 1 ? <DropGain comparison={comparison} variants={variants} scheme={scheme} /> : null;
  // Until the curves of another task or quantity are here, those of the former one stand under its title.
  const waiting = isPlaceholderData ? classes.waiting : undefined;
  return (
    <>
      {isError ? (
        <ProblemAlert what="The curves could not be loaded" error={error} onRetry={refetch} />
      ) : null}
      <div className={classes.grid}>
        {compared > 1 ? (
          <div className={classes.stack}>
            <Gains {...props} figure={gains} many={many} />
            {gains.height > TALL ? null : dropGain}
          </div>
        ) : null}
        <div className={compared > 1 ? classes.stack : classes.beside}>
          <div className={waiting} aria-busy={isPlaceholderData}>
            <Chart
              title={`${task}: ${words}`}
              hint={`Line: mean over seeds${bandWords(having.length, band)}. The letter names the variant.${majority === null ? "" : MAJORITY}${curve.startsWith("test_") ? ON_TEST : ""}`}
              figure={overlay}
              label={`${words} of ${task} over epochs, ${having.length} variants`}
              fileName={`compare-${curve}-${task}`}
              actions={
                having.length > MOST_BANDS ? null : (
                  <SegmentedControl
                    className={classes.switch}
                    size="xs"
                    aria-label="Band"
                    data={BANDS}
                    value={band}
                    onChange={(value) => onBand(value === "sd" ? "sd" : "range")}
                  />
                )
              }
            />
          </div>
          <div className={waiting} aria-busy={isPlaceholderData}>
            <Decisions
              variants={having}
              curves={curves}
              comparison={comparison}
              task={task}
              scheme={scheme}
            />
          </div>
          {gains.height > TALL ? dropGain : null}
        </div>
        {compared > 1 ? (
          <div className={classes.wide}>
            <Parallel comparison={comparison} variants={variants} scheme={scheme} />
          </div>
        ) : null}
      </div>
    </>
  );
}

/** Accuracies stand beside what always answering the commonest class gives. */
function majorityOf(variants: readonly Drawn[], task: string, curve: Quantity): number | null {
  const figures = variants[0] && figuresOf(variants[0].variant, task);
  if (curve === "validation_accuracy") return figures?.validation_majority ?? null;
  return curve === "test_accuracy" ? (figures?.test_majority ?? null) : null;
}

function bandWords(variants: number, band: Band): string {
  if (variants > MOST_BANDS) return " (bands only up to eight variants)";
  return band === "sd"
    ? "; band: one standard deviation on both sides"
    : "; band: from the lowest to the highest seed";
}

function Gains({
  comparison,
  figure,
  many,
  allGains,
  onAllGains,
}: Props & { figure: Figure; many: boolean }) {
  const better = comparison.higher_is_better ? "Right of zero is better." : "Left of zero is better.";
  return (
    <Chart
      title="Gain over the baseline"
      actions={
        many ? (
          <SegmentedControl
            className={classes.switch}
            size="xs"
            aria-label="Tasks of the gains"
            data={GAINS}
            value={allGains ? "all" : "one"}
            onChange={(value) => onAllGains(value === "all")}
          />
        ) : null
      }
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
      hint="Each mark is a task of a variant: how often it was dropped, and its difference to the baseline. Colour: task, letter: variant, where it has room. Hollow: it cannot be told, or too few seeds."
      figure={figure}
      label="Drop rate of each task against its gain over the baseline"
      fileName={`compare-drop-gain-${comparison.metric}`}
    />
  );
}

function Parallel({ comparison, variants, scheme }: Own) {
  const title = useSettingTitle();
  const figure = useMemo(
    () => parallelFigure(comparison, variants, scheme, title),
    [comparison, variants, scheme, title],
  );
  const majority = variants[0] && figuresOf(variants[0].variant, null)?.test_majority;
  const beside =
    comparison.metric === "accuracy" && majority != null ? ` Majority: ${percent(majority)} %.` : "";
  return (
    <Chart
      title="Settings and results"
      hint={`Each line is a variant, from its settings over its drop rate to its result, both the mean over tasks and seeds, to its letter.${beside}`}
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
