import type { Schemas } from "@/api/client";
import { number } from "@/shared/format";

/** The records of a run as charts, tables and the explanation read them. */
export type Run = Schemas["RunOut"];
export type Epoch = Schemas["EpochOut"];
export type TaskEpoch = Schemas["TaskEpochOut"];
export type Metrics = Schemas["MetricsOut"];
export type Config = Schemas["RunConfig"];

/** A cell of the decision board. */
export type Cell = { task: string; epoch: number };

const SPECIAL = { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY };

type Row = { nonfinite?: { [field: string]: keyof typeof SPECIAL } };
type Floats<T> = { [K in keyof T]-?: T[K] extends number | null ? K : never }[keyof T] & string;

/**
 * A float as it was measured. NaN and infinity travel as null beside a flag; here they are numbers again, so null
 * keeps one meaning: not defined.
 */
export function float<T extends Row>(row: T, field: Floats<T>): number | null {
  const flag = row.nonfinite?.[field];
  return flag ? SPECIAL[flag] : (row[field] as number | null);
}

/** One quantity of the task at `index` over epochs. */
export function series(epochs: readonly Epoch[], index: number, field: Floats<TaskEpoch>): (number | null)[] {
  return epochs.map(({ tasks }) => {
    const row = tasks[index];
    return row ? float(row, field) : null;
  });
}

/** One figure of the task at `index` on the test split over epochs; only there where it was measured each epoch. */
export function testSeries(
  epochs: readonly Epoch[],
  index: number,
  field: Floats<Metrics>,
): (number | null)[] {
  return epochs.map(({ tasks }) => {
    const test = tasks[index]?.test;
    return test ? float(test, field) : null;
  });
}

/** A float as people read it, NaN and infinity included. */
export function show(value: number | null | undefined, digits = 3): string {
  if (value == null || Number.isFinite(value)) return number(value, digits);
  return spell(value);
}

/** All digits of a float, as the server sends them. */
export function exact(value: number | null): string {
  if (value === null) return "not defined";
  return Number.isFinite(value) ? String(value).replace("-", "−") : spell(value);
}

function spell(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "−∞";
}

/** The accepted configuration; the server validated it as a `RunConfig`. */
export function configOf(run: Pick<Run, "config">): Config {
  return run.config as Config;
}

/** Task names in the order of the configuration: the order of rows, colours and `Epoch.tasks`. */
export function taskNames(run: Pick<Run, "config">): string[] {
  return configOf(run).tasks.map((task) => task.name);
}

/** The share of epochs in which a task was dropped, and the share that its probabilities led one to expect. */
export type DropShare = {
  dropped: number;
  expected: number;
  /** 95 % of equally probable runs drop a share between these two. */
  low: number;
  high: number;
};

/**
 * Null before the first epoch. Draws are independent given P, so the count's variance is the sum of P(1 − P); where
 * nothing is drawn the bit is what was to be expected.
 */
export function dropShare(epochs: readonly Epoch[], index: number): DropShare | null {
  const rows = epochs.flatMap((epoch) => epoch.tasks[index] ?? []);
  if (rows.length === 0) return null;
  const chances = rows.map((row) => (row.draw === null ? Number(row.active) : (row.P ?? 1)));
  const expected = mean(chances.map((p) => 1 - p));
  const reach = (1.96 * Math.sqrt(sum(chances.map((p) => p * (1 - p))))) / rows.length;
  return {
    dropped: mean(rows.map((row) => (row.active ? 0 : 1))),
    expected,
    low: Math.max(0, expected - reach),
    high: Math.min(1, expected + reach),
  };
}

/** The activation probabilities between which a run's colours are spread. */
export type Scale = { low: number; high: number };

/** The plan's lowest and highest P over all tasks; without a plan, all of [0, 1]. */
export function probabilityScale(run: Pick<Run, "plan">): Scale {
  const tasks = run.plan?.tasks ?? [];
  if (tasks.length === 0) return { low: 0, high: 1 };
  return {
    low: Math.min(...tasks.map((task) => task.P_min)),
    high: Math.max(...tasks.map((task) => task.P_max)),
  };
}

/** Where `p` lies on the scale, in [0, 1]; 1 throughout when the scale is a single point. */
export function depth(p: number, { low, high }: Scale): number {
  if (high - low < 1e-9) return 1;
  return Math.min(1, Math.max(0, (p - low) / (high - low)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
