/** A comparison for tests: two tasks, DST against always on with three seeds, and one task alone. */

import type { Schemas } from "@/api/client";
import type { RunCurve } from "@/charts/compare/over-seeds";
import type { Comparison, Difference, Figures, Variant } from "@/charts/compare/variants";

export function difference(mean: number, half: number, own: Partial<Difference> = {}): Difference {
  const firm = Math.abs(mean) > half;
  const verdict = firm ? (mean > 0 ? "higher" : "lower") : "cannot tell";
  return { mean, low: mean - half, high: mean + half, pairs: 3, verdict, ...own };
}

export function spreadOf(mean: number, own: Partial<Schemas["Spread"]> = {}): Schemas["Spread"] {
  return { mean, sd: 0.01, runs: 3, nonfinite: 0, ...own };
}

export function figures(task: string | null, own: Partial<Figures> = {}): Figures {
  return {
    task,
    values: [0.9, 0.9, 0.9],
    test: spreadOf(0.9),
    validation: spreadOf(0.92),
    test_nonfinite: 0,
    answers: [],
    test_majority: 0.5,
    validation_majority: 0.51,
    drop_rate: spreadOf(0),
    difference: null,
    transfer: null,
    alone: null,
    ...own,
  };
}

export function variant(id: number, own: Partial<Variant> = {}): Variant {
  const tasks = own.tasks ?? ["a", "b"];
  return {
    id,
    label: `schedule = s${id}`,
    settings: { schedule: `s${id}` },
    tasks,
    single_task: false,
    dropped_nothing: false,
    runs: [0, 1, 2].map((seed) => ({ id: id + seed, name: `run ${seed}`, seed: String(seed), epochs: 3 })),
    figures: [...tasks, null].map((task) => figures(task)),
    delta_m: null,
    delta_m_lacks: [],
    compute: {
      task_epochs: spreadOf(60),
      task_epochs_planned: 80,
      seconds: spreadOf(12),
      images_per_second: spreadOf(3000),
    },
    ...own,
  };
}

/** Clearly better in task a, unclear in b, too few seeds for the mean. */
const DST = variant(10, {
  label: "schedule = dst",
  settings: { schedule: "dst", "schedule.beta": "0.5" },
  figures: [
    figures("a", {
      difference: difference(0.02, 0.01),
      drop_rate: spreadOf(0.25),
      transfer: difference(-0.03, 0.01),
    }),
    figures("b", { difference: difference(-0.01, 0.02), drop_rate: spreadOf(0.5) }),
    figures(null, {
      difference: difference(0.005, 0.001, { pairs: 2, verdict: "not enough seeds to tell" }),
      drop_rate: spreadOf(0.375),
    }),
  ],
  delta_m_lacks: ["b"],
});
const ALWAYS_ON = variant(20, {
  label: "schedule = always_on",
  settings: { schedule: "always_on" },
  delta_m_lacks: ["b"],
});
const ALONE = variant(30, {
  label: "tasks = a · schedule = always_on",
  settings: { schedule: "always_on", tasks: "a" },
  tasks: ["a"],
  single_task: true,
});

export function comparison(own: Partial<Comparison> = {}): Comparison {
  return {
    metric: "accuracy",
    higher_is_better: true,
    dataset: "digits",
    fields: ["schedule", "schedule.beta"],
    tasks: ["a", "b"],
    baseline: 20,
    baseline_by: "always_on",
    pinned: null,
    variants: [DST, ALWAYS_ON, ALONE],
    single_task: [{ task: "a", variant: 30 }],
    left_out: [],
    missing: [],
    ...own,
  };
}

export function curve(run: number, values: (number | null)[], own: Partial<RunCurve> = {}): RunCurve {
  return {
    run_id: run,
    epochs: values.map((_, i) => i + 1),
    values,
    active: values.map(() => true),
    P: values.map(() => 1),
    ...own,
  };
}
