import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { Chart } from "@/charts/Chart";
import { dropRatesFigure } from "@/charts/drop-rates";
import type { Source } from "@/charts/figure";
import { METRICS } from "@/charts/palette";
import { probabilitiesFigure } from "@/charts/probabilities";
import { configOf, type Epoch, probabilityScale, type Run } from "@/charts/records";
import { termsFigure } from "@/charts/terms";
import { epochsInAll } from "@/shared/progress";
import type { ColorScheme } from "@/shared/task-colors";
import type { Verdict } from "@/shared/verdict";
import classes from "./ChartGrid.module.css";
import { CloseLook, Loss, listed, Scores } from "./CurveCharts";

type Props = {
  run: Run;
  tasks: readonly string[];
  epochs: readonly Epoch[];
  /** Names of the tasks on the charts that overlay several. */
  shown: readonly string[];
  /** The task of the chosen decision. */
  chosen: string | null;
  /** On each task after the newest epoch. */
  verdicts: readonly (Verdict | null)[];
  scheme: ColorScheme;
};

/** The charts of one run. Their builders are pure; here they get the run's records. */
export function ChartGrid({ run, tasks, epochs, shown, chosen, verdicts, scheme }: Props) {
  const total = epochsInAll(run);
  const [close, setClose] = useState<string | null>(null);
  // Not the whole run: its other news must not draw every chart again.
  const source = useMemo(
    (): Source => ({ tasks, shown: shown.map((task) => tasks.indexOf(task)), epochs, total, scheme }),
    [tasks, shown, epochs, total, scheme],
  );
  const flagged = useMemo(
    () => new Set(verdicts.flatMap((verdict, index) => (verdict?.kind === "majority" ? [index] : []))),
    [verdicts],
  );
  const curves = useMemo((): Source => {
    const index = close === null ? -1 : tasks.indexOf(close);
    return { ...source, flagged, ...(index < 0 ? {} : { shown: [index], detail: true }) };
  }, [source, flagged, close, tasks]);
  const choice = <CloseLook tasks={tasks} close={close} onChange={setClose} />;
  const drops = configOf(run).schedule.kind !== "always_on";
  return (
    <div className={classes.grid}>
      <Scores run={run} source={curves} choice={choice} />
      <Loss run={run} source={curves} choice={choice} />
      {drops ? <Terms run={run} source={source} chosen={chosen} scheme={scheme} /> : null}
      {drops ? <Dropping run={run} source={source} /> : null}
    </div>
  );
}

type Own = { run: Run; source: Source };
/** A task picked in the chart itself, and what was chosen on the board then. */
type Picked = { task: string; whileChosen: string | null };

function Terms({ run, source, chosen, scheme }: Own & { chosen: string | null; scheme: ColorScheme }) {
  const { schedule } = configOf(run);
  const lambdas = "lambdas" in schedule ? schedule.lambdas : null;
  const [picked, setPicked] = useState<Picked | null>(null);
  // The newer choice counts: here, or on the board.
  const task =
    (picked?.whileChosen === chosen ? picked.task : chosen) ?? picked?.task ?? source.tasks[0] ?? "";
  const figure = useMemo(
    () => termsFigure(source, Math.max(0, source.tasks.indexOf(task)), lambdas),
    [source, task, lambdas],
  );
  return (
    <Chart
      title={lambdas ? "What P is made of" : "Chance and draw"}
      hint={
        <span className={classes.legend}>
          {lambdas
            ? METRICS.filter(({ share }) => lambdas[share] > 0).map((metric) => (
                <span key={metric.key}>
                  <span className={classes.swatch} style={{ background: metric[scheme] }} />
                  {metric.word}
                </span>
              ))
            : null}
          <span>
            <span className={classes.edge} />P
          </span>
          <span>
            <span className={classes.draw} data-active="true" />
            <span className={classes.draw} data-active="false" />
            draw: trained, dropped
          </span>
        </span>
      }
      label={`Terms of the activation probability of ${task}, and its draws, over ${source.epochs.length} epochs`}
      figure={figure}
      fileName={`run-${run.id}-probability-${task}`}
      actions={
        <NativeSelect
          size="xs"
          aria-label="Task"
          value={task}
          data={[...source.tasks]}
          onChange={(event) => setPicked({ task: event.currentTarget.value, whileChosen: chosen })}
        />
      }
    />
  );
}

const VIEWS = [
  { value: "rates", label: "drop rate" },
  { value: "probabilities", label: "P by epoch" },
];

function Dropping({ run, source }: Own) {
  const [view, setView] = useState("rates");
  const rates = view === "rates";
  const { plan } = run;
  const figure = useMemo(
    () => (rates ? dropRatesFigure(source) : probabilitiesFigure(source, probabilityScale({ plan }))),
    [rates, source, plan],
  );
  return (
    <Chart
      title={rates ? "Dropped, beside what was expected" : "Activation probability"}
      hint={
        rates
          ? "Dot: share of epochs dropped. Line: mean of 1 − P; band: where 95 % of such draws fall."
          : "Hollow: dropped in that epoch."
      }
      label={`${rates ? "Drop rate" : "Activation probability"} of ${listed(source)}`}
      figure={figure}
      fileName={`run-${run.id}-${view}`}
      actions={
        <SegmentedControl
          className={classes.views}
          size="xs"
          aria-label="Chart"
          data={VIEWS}
          value={view}
          onChange={setView}
        />
      }
    />
  );
}
