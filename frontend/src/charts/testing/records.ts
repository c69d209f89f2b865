/** Records of small runs for tests. The DST numbers are worked by hand: two tasks, three epochs, λ = 0.2 each, β = 0.5. */

import type { Config, Epoch, Metrics, Run, TaskEpoch } from "@/charts/records";

export function taskEpoch(task: string, own: Partial<TaskEpoch> = {}): TaskEpoch {
  return {
    task,
    active: true,
    V: 1,
    I: null,
    P_u: null,
    R: null,
    R_global: null,
    P_r: null,
    P_d: null,
    P_c: null,
    P_b: null,
    P_raw: 1,
    P: 1,
    draw: null,
    guards: [],
    train_loss: 1,
    weight: 1,
    gradient_weight: null,
    validation_loss: 1,
    validation_accuracy: 0.9,
    validation_balanced_accuracy: 0.88,
    validation_f1: 0.87,
    validation_average_precision: 0.86,
    validation_auroc: 0.85,
    validation_majority: 0.5,
    validation_samples: 100,
    best_epoch: null,
    test: null,
    nonfinite: {},
    ...own,
  };
}

export function epochOf(epoch: number, tasks: TaskEpoch[], own: Partial<Epoch> = {}): Epoch {
  return {
    run_id: 1,
    epoch,
    recorded_at: "2025-01-01T00:00:00Z",
    train_loss: 1,
    learning_rate: 0.001,
    seconds: 0.5,
    images_per_second: 1000,
    mean_I: null,
    mean_rate: null,
    skipped: false,
    overall_accuracy: null,
    gradient_cosines: null,
    nonfinite: {},
    tasks,
    ...own,
  };
}

/** Figures of one task on one split. */
export function metrics(own: Partial<Metrics> = {}): Metrics {
  return {
    loss: 0.2,
    accuracy: 0.9,
    balanced_accuracy: 0.88,
    f1: 0.87,
    average_precision: 0.86,
    auroc: 0.85,
    majority: 0.5,
    samples: 360,
    nonfinite: {},
    ...own,
  };
}

const LAMBDAS = { depth: 0.2, samples: 0.2, incompleteness: 0.2, stagnancy: 0.2, base: 0.2 };

type Dst = Extract<Config["schedule"], { kind: "dst" }>;

export function dst(own: Partial<Dst> = {}): Dst {
  return {
    kind: "dst",
    lambdas: LAMBDAS,
    beta: 0.5,
    reading: "signed",
    loss_scale: "sum",
    all_dropped: "force_most_probable",
    ...own,
  };
}

/** A run of tasks named `tasks`. Without `planned` its plan is not known yet. */
export function runOf(
  tasks: string[],
  schedule: Config["schedule"] = dst(),
  own: Partial<Run> = {},
  planned = true,
): Run {
  const plan = {
    tasks: tasks.map((task, i) => ({
      task,
      kind: "binary" as const,
      classes: ["no", "yes"],
      depth: i === 0 ? 2 : 4,
      samples: i === 0 ? 50 : 100,
      weight: 1,
      validation_majority: 0.5,
      test_majority: 0.5,
      P_d: i === 0 ? 0.5 : 1,
      P_c: i === 0 ? 0.5 : 1,
      P_min: i === 0 ? 0.4 : 0.6,
      P_max: i === 0 ? 0.8 : 1,
      parameters: 65,
      reads: [],
    })),
    parameters: 1000,
    train_samples: 1293,
    validation_samples: 144,
    test_samples: 360,
    probe_samples: 1293,
    batches_per_epoch: 11,
    image_shape: [1, 8, 8],
    notes: [],
    warnings: [],
  };
  return {
    id: 1,
    name: "digits · DST",
    experiment: null,
    pinned: false,
    archived: false,
    tags: [],
    status: "running",
    dataset: "digits",
    trunk: "mlp",
    schedule: schedule.kind,
    seed: 0,
    twin_of: null,
    waits_for: null,
    preset: null,
    epochs_done: 3,
    epochs_total: 30,
    attempt: 1,
    worker: "w1",
    device: "cpu",
    error: null,
    created_at: "2025-01-01T00:00:00Z",
    started_at: null,
    finished_at: null,
    revision: 1,
    tasks: [],
    notes: "",
    config: { tasks: tasks.map((name) => ({ name })), schedule },
    twins: [],
    plan: planned ? plan : null,
    test: null,
    can_resume: false,
    preset_title: null,
    preset_changes: null,
    published: [],
    published_note: "",
    published_source: "",
    published_changed: "",
    ...own,
  };
}

const STATIC = {
  a: { P_d: 0.5, P_c: 0.5, P_b: 1 },
  b: { P_d: 1, P_c: 1, P_b: 1 },
};

/** Task a falls fast, task b slowly and then rises back: R′ of b is 0 in epoch 3. */
export const EPOCHS: Epoch[] = [
  epochOf(
    1,
    [
      taskEpoch("a", { ...STATIC.a, V: 2, I: 1, P_u: 1, P_r: 1, P_raw: 0.8, P: 0.8, draw: 0.1 }),
      taskEpoch("b", { ...STATIC.b, V: 1, I: 1, P_u: 1, P_r: 1, P_raw: 1, P: 1, draw: 0.9 }),
    ],
    { mean_I: 1 },
  ),
  epochOf(
    2,
    [
      taskEpoch("a", {
        ...STATIC.a,
        V: 1,
        I: 0.5,
        P_u: 0.5 / 0.7,
        R: -0.7,
        R_global: -0.7,
        P_r: 0.4 / 0.7,
        P_raw: 0.2 * (0.5 + 0.5 + 0.5 / 0.7 + 0.4 / 0.7 + 1),
        P: 0.2 * (0.5 + 0.5 + 0.5 / 0.7 + 0.4 / 0.7 + 1),
        draw: 0.871,
        active: false,
        train_loss: null,
      }),
      taskEpoch("b", {
        ...STATIC.b,
        V: 0.9,
        I: 0.9,
        P_u: 1,
        R: -0.1,
        R_global: -0.1,
        P_r: 1,
        P_raw: 1,
        P: 1,
        draw: 0.3,
      }),
    ],
    { mean_I: 0.7, mean_rate: 0.4 },
  ),
  epochOf(
    3,
    [
      taskEpoch("a", {
        ...STATIC.a,
        V: 0.8,
        I: 0.4,
        P_u: 0.4 / 0.695,
        R: -0.3475,
        R_global: -0.52375,
        P_r: 0.5,
        P_raw: 0.2 * (0.5 + 0.5 + 0.4 / 0.695 + 0.5 + 1),
        P: 0.2 * (0.5 + 0.5 + 0.4 / 0.695 + 0.5 + 1),
        draw: 0.2,
      }),
      taskEpoch("b", {
        ...STATIC.b,
        V: 0.99,
        I: 0.99,
        P_u: 1,
        R: 0.1,
        R_global: 0,
        P_r: 1,
        P_raw: 1,
        P: 1,
        draw: 0.4,
        guards: ["not_improving"],
      }),
    ],
    { mean_I: 0.695, mean_rate: 0.261875 },
  ),
];

export const RUN: Run = runOf(["a", "b"]);

/** `count` epochs of `tasks` in which the task at index t is dropped in every (t + 2)nd epoch. */
export function simpleEpochs(tasks: string[], count: number): Epoch[] {
  return Array.from({ length: count }, (_, i) =>
    epochOf(
      i + 1,
      tasks.map((task, t) => {
        const active = (i + 1) % (t + 2) !== 0;
        return taskEpoch(task, {
          active,
          P: 0.7,
          draw: active ? 0.25 : 0.75,
          validation_loss: 1 / (i + 1),
          train_loss: active ? 1 : null,
        });
      }),
    ),
  );
}
