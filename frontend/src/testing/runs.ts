import type { Schemas } from "@/api/client";

/** One task in a row of the list, of 144 validation labels. */
export function strip(task: string, change: Partial<Schemas["TaskStrip"]> = {}): Schemas["TaskStrip"] {
  return {
    task,
    bits: "",
    accuracy: null,
    majority: null,
    balanced_accuracy: null,
    samples: 144,
    answers: 2,
    ...change,
  };
}

/** A run as the list shows it; `change` says what matters to the test. */
export function summary(change: Partial<Schemas["RunSummary"]> = {}): Schemas["RunSummary"] {
  return {
    id: 1,
    name: "digits · DST",
    experiment: null,
    tags: [],
    status: "running",
    dataset: "digits",
    trunk: "mlp",
    schedule: "dst",
    seed: 0,
    twin_of: null,
    waits_for: null,
    preset: null,
    epochs_done: 2,
    epochs_total: 30,
    attempt: 1,
    worker: "worker-1",
    device: "cpu",
    error: null,
    created_at: "2026-01-01T10:00:00Z",
    started_at: "2026-01-01T10:00:10Z",
    finished_at: null,
    pinned: false,
    archived: false,
    revision: 5,
    tasks: [
      strip("digit", { bits: "11", accuracy: 0.981, majority: 0.102, balanced_accuracy: 0.98, answers: 10 }),
      strip("parity", { bits: "10", accuracy: 0.4, majority: 0.508, balanced_accuracy: 0.5 }),
    ],
    ...change,
  };
}

const TASK: Omit<Schemas["TaskConfig"], "name"> = {
  weight: 1,
  head_hidden: [],
  label_fraction: 1,
  class_weights: "none",
  label_smoothing: 0,
  loss: "cross_entropy",
};

/** The configuration of `run()`, with every default filled in. */
export const config: Schemas["RunConfig"] = {
  data: { dataset: "digits", validation_fraction: 0.1, split_seed: 0 },
  tasks: [
    { ...TASK, name: "digit", head_hidden: [64] },
    { ...TASK, name: "parity", label_fraction: 0.5 },
  ],
  trunk: { kind: "mlp", hidden: [256, 128] },
  sharing: { trunk: "shared", reuse: {} },
  schedule: {
    kind: "dst",
    loss_scale: "sum",
    all_dropped: "force_most_probable",
    lambdas: { depth: 0.2, samples: 0.2, incompleteness: 0.2, stagnancy: 0.2, base: 0.2 },
    beta: 0.5,
    reading: "signed",
  },
  weighting: { kind: "fixed" },
  aggregation: { kind: "sum" },
  optimizer: { kind: "adam", learning_rate: 0.001, weight_decay: 0 },
  lr_schedule: { kind: "none" },
  batch_size: 128,
  epochs: 30,
  stopping: { kind: "none" },
  augmentation: {
    horizontal_flip: false,
    shift_pixels: 0,
    rotation_degrees: 0,
    brightness: 0,
    contrast: 0,
    saturation: 0,
  },
  normalise: "dataset",
  test_weights: "final",
  test_time_augmentation: "none",
  test_each_epoch: false,
  seeds: { weights: 0, data_order: 0, draws: 0 },
  probe_samples: 2048,
  device: "auto",
  precision: "auto",
  memory_format: "auto",
};

/** A run with everything. */
export function run(change: Partial<Schemas["RunOut"]> = {}): Schemas["RunOut"] {
  return {
    ...summary(),
    notes: "",
    config,
    twins: [],
    plan: null,
    test: null,
    can_resume: false,
    preset_title: null,
    preset_changes: null,
    published: [],
    published_note: "",
    published_source: "",
    published_changed: "",
    ...change,
  };
}

/** A finished epoch without tasks: what the stream and its store look at. */
export function epoch(number: number, change: Partial<Schemas["EpochOut"]> = {}): Schemas["EpochOut"] {
  return {
    run_id: 1,
    epoch: number,
    recorded_at: `2026-01-01T10:01:${String(number).padStart(2, "0")}Z`,
    train_loss: 1 / number,
    learning_rate: 0.001,
    seconds: 0.5,
    images_per_second: 20_000,
    mean_I: null,
    mean_rate: null,
    skipped: false,
    overall_accuracy: null,
    gradient_cosines: null,
    nonfinite: {},
    tasks: [],
    ...change,
  };
}

/** A log line of run 1. */
export function line(number: number, text = `line ${number}`): Schemas["LogOut"] {
  return { run_id: 1, number, at: "2026-01-01T10:01:00Z", stream: "stdout", line: text };
}

/** Batch 4 of 11 in epoch 3 of run 1. */
export function progress(change: Partial<Schemas["ProgressOut"]> = {}): Schemas["ProgressOut"] {
  return {
    run_id: 1,
    epoch: 3,
    phase: "train",
    batch: 4,
    batches: 11,
    images_per_second: 21_400,
    seconds_left: 6,
    ...change,
  };
}
