import type { Schemas } from "@/api/client";
import type { Confusion } from "@/charts/confusion";
import { type Epoch, float, type Run, taskNames } from "@/charts/records";
import { type Verdict, verdict } from "@/shared/verdict";
import { testVerdicts, validationVerdicts } from "./verdicts";

/** Figures of one task on one split; fractions, losses in nats, null where not defined. */
export type Figures = {
  accuracy: number | null;
  balanced: number | null;
  f1: number | null;
  average_precision: number | null;
  auroc: number | null;
  loss: number | null;
  samples: number | null;
};

/** What reports publish of the test split, and which of our figures stands beside it. */
export const PUBLISHED = ["accuracy", "f1", "loss"] as const;
export type Publishable = (typeof PUBLISHED)[number];
export type Published = { [Name in Publishable]: number | null };

export type ComparisonRow = {
  /** Null: over all tasks. */
  task: string | null;
  /** Its place in the configuration; -1 over all tasks. */
  index: number;
  published: Published;
  majority: number | null;
  ours: Figures;
  verdict: Verdict | null;
  /** The verdict on the published accuracy, beside our baseline and as many samples. */
  publishedVerdict: Verdict | null;
};

export type Comparison = {
  split: "test" | "validation";
  /** The epoch whose weights were measured; null before the first. */
  epoch: number | null;
  rows: ComparisonRow[];
  /** What the preset publishes of the test split. */
  metrics: Publishable[];
  /** Whether some task has an average precision and an AUROC: tasks of yes and no. */
  ranked: boolean;
  /** What it publishes of tasks that the run does not have. */
  otherTasks: Schemas["PublishedFigure"][];
  /** What else it publishes of the run's own. */
  others: Schemas["PublishedFigure"][];
};

/** Published, majority and ours, task by task and over all. Until the test split is measured, ours is validation. */
export function comparison(
  run: Run,
  newest: Epoch | undefined,
  confusions: readonly Confusion[] | undefined,
): Comparison {
  const measured = run.test ? onTest(run, confusions) : onValidation(run, newest, confusions);
  const rows = measured.map((row) => beside(row, run.published));
  const own = (task: string | null) => task === null || rows.some((row) => row.task === task);
  const known = (name: Publishable) => rows.some((row) => row.published[name] !== null);
  return {
    split: run.test ? "test" : "validation",
    epoch: run.test?.epoch ?? newest?.epoch ?? null,
    rows: rows.length > 1 ? [overall(run, newest, rows), ...rows] : rows,
    metrics: PUBLISHED.filter((name) => known(name) || publishedFor(run.published, null)[name] !== null),
    ranked: run.plan?.tasks.some(({ kind }) => kind !== "multiclass") ?? false,
    otherTasks: run.published.filter(({ task }) => !own(task)),
    others: run.published.filter(({ task, metric }) => own(task) && metricOf(metric) === null),
  };
}

type Measured = Pick<ComparisonRow, "index" | "majority" | "ours" | "verdict"> & { task: string };

function onTest(run: Run, confusions: readonly Confusion[] | undefined): Measured[] {
  const names = taskNames(run);
  const verdicts = testVerdicts(run, confusions);
  return (run.test?.tasks ?? []).map((row) => ({
    task: row.task,
    index: names.indexOf(row.task),
    majority: row.majority,
    verdict: verdicts.get(row.task) ?? null,
    ours: {
      accuracy: float(row, "accuracy"),
      balanced: float(row, "balanced_accuracy"),
      f1: float(row, "f1"),
      average_precision: float(row, "average_precision"),
      auroc: float(row, "auroc"),
      loss: float(row, "loss"),
      samples: row.samples,
    },
  }));
}

function onValidation(
  run: Run,
  newest: Epoch | undefined,
  confusions: readonly Confusion[] | undefined,
): Measured[] {
  const verdicts = validationVerdicts(run.plan, newest, confusions);
  return taskNames(run).map((task, index) => {
    const row = newest?.tasks[index];
    return {
      task,
      index,
      majority: row?.validation_majority ?? run.plan?.tasks[index]?.validation_majority ?? null,
      verdict: verdicts[index] ?? null,
      ours: {
        accuracy: row ? float(row, "validation_accuracy") : null,
        balanced: row ? float(row, "validation_balanced_accuracy") : null,
        f1: row ? float(row, "validation_f1") : null,
        average_precision: row ? float(row, "validation_average_precision") : null,
        auroc: row ? float(row, "validation_auroc") : null,
        loss: row ? float(row, "validation_loss") : null,
        samples: row?.validation_samples ?? null,
      },
    };
  });
}

function beside(row: Measured, figures: Run["published"]): ComparisonRow {
  const published = publishedFor(figures, row.task);
  const { majority } = row;
  return {
    ...row,
    published,
    publishedVerdict: verdict({ accuracy: published.accuracy, majority, samples: row.ours.samples }),
  };
}

/** Over all tasks: means, as the reports have them. */
function overall(run: Run, newest: Epoch | undefined, rows: readonly ComparisonRow[]): ComparisonRow {
  const accuracy = run.test ? run.test.overall_accuracy : (newest?.overall_accuracy ?? null);
  return {
    task: null,
    index: -1,
    published: publishedFor(run.published, null),
    majority: mean(rows.map((row) => row.majority)),
    verdict: null,
    publishedVerdict: null,
    ours: {
      accuracy,
      balanced: mean(rows.map((row) => row.ours.balanced)),
      f1: mean(rows.map((row) => row.ours.f1)),
      average_precision: null,
      auroc: null,
      loss: null,
      samples: null,
    },
  };
}

function publishedFor(figures: Run["published"], task: string | null): Published {
  const find = (name: Publishable) =>
    figures.find((figure) => figure.task === task && metricOf(figure.metric) === name)?.value ?? null;
  return { accuracy: find("accuracy"), f1: find("f1"), loss: find("loss") };
}

/** The figure that a column of the `summary` table is about, if it is one of the test split that stands in our table. */
function metricOf(column: string): Publishable | null {
  return PUBLISHED.find((name) => column === `test_${name}` || column === `overall_test_${name}`) ?? null;
}

/** Null unless every task has the figure: a mean over some would be of something else. */
function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
