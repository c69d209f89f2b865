import { MultiSelect, useComputedColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import { Chart } from "@/charts/Chart";
import { MOST_LABELS, type Source } from "@/charts/figure";
import { configOf, type Epoch, type Run, taskNames } from "@/charts/records";
import { outermost, weightsFigure } from "@/charts/weights";
import { waitingFor } from "@/features/run/live/waiting";
import { epochsInAll } from "@/shared/progress";
import { Conflicts, type Look } from "./Conflicts";
import { combines, type LearnedWeight, learnedWeights } from "./learned";
import classes from "./MethodTab.module.css";

type Props = { run: Run; epochs: readonly Epoch[]; look: Look; onLook: (look: Look) => void };

/** What the weighting and the gradient aggregation of a run did, epoch by epoch. */
export function MethodTab({ run, epochs, look, onLook }: Props) {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const { config } = run;
  const tasks = useMemo(() => taskNames({ config }), [config]);
  const [picked, setPicked] = useState<string[]>([]);
  const total = epochsInAll(run);
  const source = useMemo(
    () => ({ tasks, epochs, total, scheme, shown: picked.map((task) => tasks.indexOf(task)) }),
    [tasks, epochs, total, scheme, picked],
  );
  const learned = learnedWeights(configOf(run));
  return (
    <div className={classes.page}>
      {epochs.length === 0 ? <p className={classes.words}>{waitingFor(run)}</p> : null}
      {tasks.length > MOST_LABELS && learned.length > 0 ? (
        <MultiSelect
          size="xs"
          className={classes.tasks}
          label={`Tasks on the charts of weights, at most ${MOST_LABELS}`}
          placeholder={picked.length === 0 ? "the largest and the smallest weights of the newest epoch" : ""}
          data={tasks}
          value={picked}
          onChange={setPicked}
          maxValues={MOST_LABELS}
          searchable
          clearable
        />
      ) : null}
      <div className={classes.grid}>
        {learned.map((one) => (
          <Weights key={one.weight} run={run} source={source} learned={one} />
        ))}
      </div>
      {combines(configOf(run)) ? (
        <Conflicts run={run} source={source} look={look} onLook={onLook} />
      ) : (
        <p className={classes.words}>
          The gradients of this run are simply added, so how they lie to each other is not known. A gradient
          aggregation, as PCGrad or CAGrad, looks at each of them.
        </p>
      )}
    </div>
  );
}

type WeightsProps = { run: Run; source: Source; learned: LearnedWeight };

function Weights({ run, source, learned: { weight, title, hint } }: WeightsProps) {
  const figure = useMemo(() => {
    const { shown, epochs, tasks } = source;
    const chosen = shown.length > 0 ? shown : outermost(epochs, tasks.length, weight, MOST_LABELS);
    return weightsFigure({ ...source, shown: chosen }, weight);
  }, [source, weight]);
  const log = figure.layout.yaxis?.type === "log" ? " Log scale." : "";
  return (
    <Chart
      title={title}
      hint={hint + log}
      figure={figure}
      label={`${title} of the tasks over ${source.epochs.length} epochs`}
      fileName={`run-${run.id}-${weight.replace("_", "-")}`}
    />
  );
}
