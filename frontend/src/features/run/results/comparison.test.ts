import { describe, expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { epochOf, metrics, runOf, taskEpoch } from "@/charts/testing/records";
import { comparison } from "./comparison";
import { changedFields } from "./provenance";
import { measuredOn, warningOf } from "./words";

const TASKS = ["fine", "coarse"];
const FIGURES = [
  { task: "fine", metric: "test_accuracy", value: 0.4886 },
  { task: "fine", metric: "test_loss", value: 1.96 },
  { task: null, metric: "overall_test_accuracy", value: 0.56 },
  { task: "coarse", metric: "final_validation_accuracy", value: 0.6 },
];

function test(own: Partial<Schemas["TestOut"]> = {}): Schemas["TestOut"] {
  return {
    epoch: 12,
    stopped_early: false,
    overall_accuracy: 0.6,
    tasks: [
      { task: "fine", ...metrics({ accuracy: 0.5, majority: 0.01, loss: 1.8 }) },
      { task: "coarse", ...metrics({ accuracy: 0.7, majority: 0.05 }) },
    ],
    ...own,
  };
}

const tested = (own: Parameters<typeof runOf>[2] = {}) =>
  runOf(TASKS, { kind: "always_on" }, { test: test(), published: FIGURES, ...own });

describe("published, majority and ours", () => {
  it("stand in a row per task under one over all", () => {
    const { split, epoch, rows, metrics: shown, others } = comparison(tested(), undefined, undefined);
    expect([split, epoch, shown]).toEqual(["test", 12, ["accuracy", "loss"]]);
    expect(rows.map((row) => [row.task, row.published.accuracy, row.majority, row.ours.accuracy])).toEqual([
      [null, 0.56, expect.closeTo(0.03, 12), 0.6],
      ["fine", 0.4886, 0.01, 0.5],
      ["coarse", null, 0.05, 0.7],
    ]);
    expect(rows[1]?.published.loss).toBe(1.96);
    expect(others).toEqual([FIGURES[3]]);
  });

  it("are of the newest validation until the test split is measured", () => {
    const epochs = epochOf(
      3,
      TASKS.map((task) => taskEpoch(task, { validation_accuracy: 0.4 })),
      { overall_accuracy: 0.4 },
    );
    const found = comparison(tested({ test: null }), epochs, undefined);
    expect([found.split, found.epoch]).toEqual(["validation", 3]);
    expect(found.rows.map((row) => row.ours.accuracy)).toEqual([0.4, 0.4, 0.4]);
    expect(comparison(tested({ test: null }), undefined, undefined).rows[1]).toMatchObject({
      ours: { accuracy: null },
      majority: 0.5,
    });
  });

  it("have no row over all of a single task", () => {
    const only = runOf(["fine"], { kind: "always_on" }, { test: test({ tasks: test().tasks.slice(0, 1) }) });
    expect(comparison(only, undefined, undefined).rows.map((row) => row.task)).toEqual(["fine"]);
  });

  it("show a published figure that is no better than the majority either", () => {
    const celeba = tested({
      published: [{ task: "fine", metric: "test_accuracy", value: 0.01 }],
    });
    const [, fine, coarse] = comparison(celeba, undefined, undefined).rows;
    expect(fine?.publishedVerdict?.kind).toBe("majority");
    expect(coarse?.publishedVerdict).toBeNull();
  });
});

describe("a result of one constant answer", () => {
  const rows = [
    { task: "fine", ...metrics({ accuracy: 0.94, majority: 0.94, balanced_accuracy: 0.5, samples: 1000 }) },
    { task: "coarse", ...metrics({ accuracy: 0.9, majority: 0.5 }) },
  ];
  const matrix = [
    [940, 0],
    [60, 0],
  ];
  const confusion = {
    task: "fine",
    which: "test" as const,
    split: "test" as const,
    epoch: 12,
    kind: "binary" as const,
    classes: ["no", "yes"],
    matrix,
  };
  const run = tested({ test: test({ tasks: rows }) });

  it("is said before any figure is read", () => {
    const warning = warningOf(comparison(run, undefined, [confusion]));
    expect(warning?.title).toBe("fine: no better than always answering “no”");
    const both = rows.map((row) => ({ ...row, balanced_accuracy: 0.5, accuracy: 0.5, majority: 0.5 }));
    const all = warningOf(comparison(tested({ test: test({ tasks: both }) }), undefined, undefined));
    expect(all?.title).toBe("All 2 tasks: no better than always answering the commonest class");
    expect(all?.text).toMatch(/^fine, coarse\. /);
  });

  it("is not said of a good one", () => {
    expect(warningOf(comparison(tested(), undefined, undefined))).toBeNull();
  });
});

describe("the words under a result", () => {
  const words = (run: ReturnType<typeof tested>) => measuredOn(run, comparison(run, undefined, undefined));
  const having = (settings: object) => ({ ...tested().config, ...settings });

  it("say which weights were measured", () => {
    expect(words(tested())).toContain("weights of the last epoch (12)");
    const best = having({ test_weights: "best" });
    expect(words(tested({ config: best }))).toContain("weights of epoch 12, the best by validation");
    expect(words(tested({ test: null }))).toContain("measured once, when training has ended");
  });

  it("do not say once of a test split that was measured after each epoch", () => {
    const each = { test_each_epoch: true };
    const last = words(tested({ config: having(each) }));
    expect(last).toContain("measured after training with the weights of the last epoch (12)");
    expect(last).toContain("also measured after each epoch, for display alone");
    expect(words(tested({ config: having({ ...each, test_weights: "best" }) }))).toContain(
      "of epoch 12, the best",
    );
    const training = words(tested({ config: having(each), test: null }));
    expect(training).toContain("measured after each epoch, for display alone");
    for (const text of [last, training]) expect(text).not.toContain("once");
    expect(words(tested())).not.toContain("each epoch");
  });

  it("say of how many views an answer is the mean", () => {
    const augmented = (kind: string) => having({ test_time_augmentation: kind });
    expect(words(tested({ config: augmented("flip") }))).toContain(
      "image was answered by the mean over two image views",
    );
    const six = augmented("flip_and_shift");
    expect(words(tested({ config: six }))).toContain("image was answered by the mean over six image views");
    expect(words(tested({ config: six, test: null }))).toContain(
      "image is answered by the mean over six image views",
    );
    for (const config of [tested().config, augmented("none")]) {
      expect(words(tested({ config }))).not.toContain("views");
    }
  });

  it("name what was changed of the preset", () => {
    const changes = ["epochs", "tasks.1.weight", "trunk", "data.image_size", "tasks.0"];
    expect(changedFields(tested({ preset_changes: changes }))).toEqual([
      "epochs",
      "weight of coarse",
      "trunk",
      "data · image size",
      "task fine",
    ]);
    expect(changedFields(tested())).toEqual([]);
  });
});
