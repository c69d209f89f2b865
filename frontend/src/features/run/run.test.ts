import { describe, expect, it } from "vitest";
import { configSections, taskSettings } from "@/features/run/config/sections";
import { configLine } from "@/features/run/header/config-line";
import { isOutdated, withSummary } from "@/features/run/merge";
import { runSearch } from "@/features/run/search";
import { documentTitle } from "@/features/run/title";
import { config, run, summary } from "@/testing/runs";

describe("the address of a run", () => {
  it("keeps the tab and the chosen cell", () => {
    expect(runSearch({ tab: "logs", task: "parity", epoch: 12 })).toEqual({
      tab: "logs",
      task: "parity",
      epoch: 12,
    });
    expect(runSearch({ tab: "live" })).toEqual({});
  });

  it("reads a task whose name is a number", () => {
    expect(runSearch({ task: 7, epoch: 1 })).toEqual({ task: "7", epoch: 1 });
  });

  it("keeps the epoch and the pair that Method shows, and no half of a pair", () => {
    const search = { tab: "method", at: 3, pair: "parity", with: "7" } as const;
    expect(runSearch({ ...search, with: 7 })).toEqual(search);
    expect(runSearch({ tab: "method", at: 0, pair: "parity" })).toEqual({ tab: "method" });
  });

  it("chooses no cell from half of one, or from nonsense", () => {
    expect(runSearch({ task: "parity" })).toEqual({});
    expect(runSearch({ epoch: 3 })).toEqual({});
    expect(runSearch({ task: "parity", epoch: 0 })).toEqual({});
    expect(runSearch({ task: "parity", epoch: "x", tab: "nope" })).toEqual({});
  });
});

describe("a fetched run and the stream", () => {
  const fetched = run({ revision: 5, plan: { ...emptyPlan() } });

  it("shows the newer of the two", () => {
    expect(withSummary(fetched, summary({ revision: 4, epochs_done: 1 })).epochs_done).toBe(2);
    expect(withSummary(fetched, summary({ revision: 6, epochs_done: 3 }))).toMatchObject({
      epochs_done: 3,
      notes: "",
    });
    expect(withSummary(fetched, undefined)).toBe(fetched);
  });

  it("is fetched again for a new status or attempt or a missing plan, not for an epoch", () => {
    expect(isOutdated(fetched, summary({ revision: 6, epochs_done: 3 }))).toBe(false);
    expect(isOutdated(fetched, summary({ revision: 6, status: "succeeded" }))).toBe(true);
    expect(isOutdated(fetched, summary({ revision: 6, attempt: 2 }))).toBe(true);
    expect(isOutdated(run({ revision: 5 }), summary({ revision: 6 }))).toBe(true);
    expect(isOutdated(fetched, summary({ revision: 5, status: "succeeded" }))).toBe(false);
  });
});

function emptyPlan() {
  return {
    tasks: [],
    parameters: 1,
    train_samples: 1,
    validation_samples: 1,
    test_samples: 1,
    probe_samples: 1,
    batches_per_epoch: 1,
    image_shape: [1, 8, 8],
    notes: [],
    warnings: [],
  };
}

it("tells in the tab's title how far the run is", () => {
  expect(documentTitle(summary({ epochs_done: 17 }))).toBe("● 17/30 digits · DST");
  expect(documentTitle(summary({ status: "succeeded", epochs_done: 30 }))).toBe("✓ digits · DST");
  expect(documentTitle(summary({ status: "failed", epochs_done: 3 }))).toBe("✕ 3/30 digits · DST");
});

describe("the line under the name", () => {
  const text = (...args: Parameters<typeof configLine>) =>
    configLine(...args).map((parts) => parts.map((part) => part.text).join(" "));

  it("says what was trained, how and where", () => {
    expect(text(config, summary({ experiment: "first look", attempt: 2 }))).toEqual([
      "2 tasks",
      "MLP 256·128",
      "DST signed λ .2 .2 .2 .2 .2 β .5",
      "seed 0",
      "cpu worker-1",
      "attempt 2",
      "experiment first look",
    ]);
  });

  it("says what else is shared or not", () => {
    const sharing = { trunk: "independent" as const, reuse: { digit: ["parity"] } };
    const trunk = {
      kind: "resnet18",
      weights: "imagenet",
      weights_file: "",
      classifier: false,
      stem: "imagenet",
    } as const;
    expect(text({ ...config, trunk, sharing }, summary({ device: null })).slice(1, 4)).toEqual([
      "ResNet-18 ImageNet",
      "independent trunks",
      "digit reads parity",
    ]);
  });

  it("names the three seeds where they differ", () => {
    const seeds = { weights: 1, data_order: 1, draws: 7 };
    expect(text({ ...config, seeds, schedule: { kind: "always_on" } }, summary({ device: null }))).toEqual([
      "2 tasks",
      "MLP 256·128",
      "always on",
      "seed 1/1/7",
    ]);
  });
});

describe("the configuration in sections", () => {
  const schema = {
    properties: {
      data: { $ref: "#/$defs/Data", section: "Data and tasks" },
      tasks: { title: "Tasks", section: "Data and tasks" },
      trunk: { title: "Trunk", section: "Model", oneOf: [{ $ref: "#/$defs/Cnn" }, { $ref: "#/$defs/Mlp" }] },
      batch_size: { title: "Batch", section: "Optimisation", unit: "images" },
    },
    $defs: {
      Data: { properties: { dataset: { title: "Data set" } } },
      Cnn: { properties: { kind: { const: "cnn" }, hidden: { title: "Wrong" } } },
      Mlp: { properties: { kind: { const: "mlp" }, hidden: { title: "Hidden layers" } } },
    },
  };

  it("takes sections, titles and units from the schema, and the union's member by its kind", () => {
    const plain = {
      data: { dataset: "digits" },
      tasks: [],
      trunk: { kind: "mlp", hidden: [256, 128] },
      batch_size: 128,
    };
    expect(
      configSections(plain, schema).map((section) => [
        section.title,
        section.rows.map((row) => [row.level, row.label, row.value]),
      ]),
    ).toEqual([
      [
        "Data and tasks",
        [
          [0, "Data", null],
          [1, "Data set", "digits"],
        ],
      ],
      [
        "Model",
        [
          [0, "Trunk", "MLP"],
          [1, "Hidden layers", "256 · 128"],
        ],
      ],
      ["Optimisation", [[0, "Batch", "128 images"]]],
    ]);
  });

  it("takes the member of a union by whatever tells its members apart, and names as they were given", () => {
    const nested = {
      properties: {
        data: {
          title: "Data set",
          discriminator: { propertyName: "dataset" },
          oneOf: [{ $ref: "#/$defs/Digits" }, { $ref: "#/$defs/CelebA" }],
        },
        sharing: { title: "Sharing", $ref: "#/$defs/Sharing" },
        stopping: {
          title: "Early stopping",
          discriminator: { propertyName: "kind" },
          oneOf: [{ $ref: "#/$defs/Patience" }],
        },
      },
      $defs: {
        Digits: { properties: { dataset: { const: "digits" } } },
        CelebA: {
          properties: { dataset: { const: "celeba" }, image_size: { title: "Image size", unit: "px" } },
        },
        Sharing: {
          properties: {
            trunk: { title: "Trunk" },
            reuse: { title: "Reuse", widget: "reuse", additionalProperties: { title: "wrong" } },
          },
        },
        Patience: {
          properties: { kind: { const: "patience" }, epochs: { title: "Patience", unit: "epochs" } },
        },
      },
    };
    const plain = {
      data: { dataset: "celeba", image_size: 64 },
      sharing: { trunk: "shared", reuse: { fine_class: ["coarse"] } },
      stopping: { kind: "patience", epochs: 3 },
    };
    expect(configSections(plain, nested)[0]?.rows.map((row) => [row.level, row.label, row.value])).toEqual([
      [0, "Data set", "celeba"],
      [1, "Image size", "64 px"],
      [0, "Sharing", null],
      [1, "Trunk", "shared"],
      [1, "Reuse", null],
      [2, "fine_class reads", "coarse"],
      [0, "Early stopping", "patience"],
      [1, "Patience", "3 epochs"],
    ]);
    const alone = configSections({ sharing: { trunk: "shared", reuse: {} } }, nested);
    expect(alone[0]?.rows.at(-1)).toMatchObject({ label: "Reuse", value: "none" });
  });

  it("shows of the tasks what is not as usual", () => {
    const tasks = { items: { $ref: "#/$defs/Task" } };
    const properties = {
      name: {},
      weight: { title: "Weight", default: 1 },
      head_hidden: { title: "Head layers", default: [] },
      label_smoothing: { title: "Smoothing", default: 0 },
      loss: { title: "Loss", default: "cross_entropy" },
    };
    const usual = { weight: 1, head_hidden: [], label_smoothing: 0, loss: "cross_entropy" };
    expect(
      taskSettings(
        [
          { ...usual, name: "fine" },
          { ...usual, name: "coarse", label_smoothing: 0.1 },
        ],
        {
          properties: { tasks },
          $defs: { Task: { properties } },
        },
      ),
    ).toEqual({
      columns: ["Weight", "Head layers", "Smoothing"],
      rows: [
        { task: "fine", values: ["1", "none", "0"] },
        { task: "coarse", values: ["1", "none", "0.1"] },
      ],
    });
  });

  it("shows a setting that the schema does not know under its own name", () => {
    expect(configSections({ new_setting: [], flag: true, off: null }, schema)).toEqual([
      {
        title: "Run",
        rows: [
          { path: "new_setting", label: "New setting", value: "none", level: 0 },
          { path: "flag", label: "Flag", value: "yes", level: 0 },
          { path: "off", label: "Off", value: "–", level: 0 },
        ],
      },
    ]);
  });
});
