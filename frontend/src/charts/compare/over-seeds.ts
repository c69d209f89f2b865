import type { Schemas } from "@/api/client";
import type { Drawn } from "./variants";

export type RunCurve = Schemas["CurveOut"];
/** What the band around a mean shows: from the lowest to the highest run, or one standard deviation on both sides. */
export type Band = "range" | "sd";

/** A variant's curve over its seeds; one entry an epoch. `low` and `high` are null where a single run is left. */
export type SeedCurve = {
  epochs: number[];
  mean: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  /** Runs with a value in that epoch. */
  runs: number[];
};

/** The curves of a variant's runs, in the order of its runs; those that are not known are left out. */
export function curvesOf({ variant }: Drawn, curves: readonly RunCurve[]): RunCurve[] {
  return variant.runs.flatMap(({ id }) => curves.find(({ run_id }) => run_id === id) ?? []);
}

/** Mean and band over runs, epoch by epoch, of the runs that have a value there. */
export function overSeeds(curves: readonly RunCurve[], band: Band): SeedCurve {
  const byEpoch = new Map<number, number[]>();
  for (const { epochs, values } of curves) {
    epochs.forEach((epoch, i) => {
      const value = values[i] ?? null;
      const known = byEpoch.get(epoch) ?? [];
      byEpoch.set(epoch, value === null ? known : [...known, value]);
    });
  }
  const rows = [...byEpoch].sort(([a], [b]) => a - b);
  const ends = rows.map(([, values]) => bandOf(values, band));
  return {
    epochs: rows.map(([epoch]) => epoch),
    mean: rows.map(([, values]) => (values.length > 0 ? mean(values) : null)),
    low: ends.map((pair) => pair?.[0] ?? null),
    high: ends.map((pair) => pair?.[1] ?? null),
    runs: rows.map(([, values]) => values.length),
  };
}

function bandOf(values: readonly number[], band: Band): [number, number] | null {
  if (values.length < 2) return null;
  if (band === "range") return [Math.min(...values), Math.max(...values)];
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const deviation = Math.sqrt(squares / (values.length - 1));
  return [middle - deviation, middle + deviation];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
