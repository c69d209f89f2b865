import { NativeSelect } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { Chart } from "@/charts/Chart";
import type { Figure, Source } from "@/charts/figure";
import { lossFigure } from "@/charts/loss";
import type { Run } from "@/charts/records";
import { SCORES, type Score, scoreFigure } from "@/charts/score";
import { answersOf, chance } from "@/shared/verdict";
import classes from "./ChartGrid.module.css";

type Props = {
  run: Run;
  source: Source;
  /** Which task the chart looks at closely. */
  choice: ReactNode;
};

const ALL = "";

type CloseLookProps = {
  tasks: readonly string[];
  close: string | null;
  onChange: (close: string | null) => void;
};

/** All chosen tasks on validation, or one with its training and test curves; both charts follow. */
export function CloseLook({ tasks, close, onChange }: CloseLookProps) {
  return (
    <NativeSelect
      size="xs"
      className={classes.choice}
      aria-label="Task on this chart"
      value={close ?? ALL}
      data={[
        { value: ALL, label: "all tasks" },
        { group: "one task, all splits", items: tasks.map((task) => ({ value: task, label: task })) },
      ]}
      onChange={(event) => onChange(event.currentTarget.value || null)}
    />
  );
}

const BASELINES = {
  majority: "Dashed: always answering the commonest class.",
  chance: "Dashed: a blind guess.",
} as const;

/** One score of the tasks, chosen by the reader. */
export function Scores({ run, source, choice }: Props) {
  const [key, setKey] = useState<Score["key"]>("accuracy");
  const score = SCORES.find((found) => found.key === key) ?? SCORES[0];
  const { plan } = run;
  const guesses = useMemo(() => plan?.tasks.map((task) => chance(answersOf(task))) ?? [], [plan]);
  const figure = useMemo(() => scoreFigure(source, score, guesses), [source, score, guesses]);
  return (
    <Chart
      title={source.detail ? `${capitalised(score.title)} of ${listed(source)}` : `Validation ${score.title}`}
      hint={
        <>
          {score.baseline ? BASELINES[score.baseline] : "Higher is better."} <Flagged source={source} />
          {splitsOf(source, figure)}
        </>
      }
      label={`Validation ${score.title} of ${listed(source)} over ${source.epochs.length} epochs`}
      figure={figure}
      fileName={`run-${run.id}-${key}`}
      actions={
        <span className={classes.actions}>
          <NativeSelect
            size="xs"
            aria-label="Score"
            value={key}
            data={SCORES.map(({ key: value, title }) => ({ value, label: title }))}
            onChange={(event) => setKey(event.currentTarget.value as Score["key"])}
          />
          {choice}
        </span>
      }
    />
  );
}

/** What the sign beside a line means, whichever score is chosen: how many tasks the newest epoch has it for. */
function Flagged({ source }: { source: Source }) {
  const poor = source.shown.filter((index) => source.flagged?.has(index));
  if (poor.length === 0) return null;
  const names = poor.map((index) => source.tasks[index]).join(", ");
  return (
    <span className={classes.flagged} title={names}>
      ⚠ {poor.length === 1 ? names : `${poor.length} of ${source.shown.length} tasks`} like the commonest
      class after epoch {source.epochs.at(-1)?.epoch}{" "}
    </span>
  );
}

/** Validation loss of the tasks, or all losses of one. */
export function Loss({ run, source, choice }: Props) {
  const figure = useMemo(() => lossFigure(source), [source]);
  return (
    <Chart
      title={source.detail ? `Loss of ${listed(source)}` : "Validation loss"}
      hint={
        <>Log scale. Hollow: dropped in that epoch. Cross: not a finite number. {splitsOf(source, figure)}</>
      }
      label={`Validation loss of ${listed(source)} over ${source.epochs.length} epochs`}
      figure={figure}
      fileName={`run-${run.id}-loss`}
      actions={choice}
    />
  );
}

/** Which line is which split, as far as they are drawn. */
function splitsOf({ detail }: Source, { data }: Figure): string {
  if (!detail) return "";
  const drawn = new Set(data.map(({ name }) => name));
  return [
    ...(drawn.has("train") ? ["Dashed: training."] : []),
    ...(drawn.has("test, for display only") ? ["Dotted: test, for display only."] : []),
  ].join(" ");
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The tasks on a chart by name. */
export function listed({ tasks, shown }: Source): string {
  return shown.map((index) => tasks[index]).join(", ");
}
