import { readFileSync } from "node:fs";
import type { Data } from "plotly.js";
import { describe, expect, it } from "vitest";
import { taskColor } from "@/shared/task-colors";
import { dropRatesFigure } from "./drop-rates";
import { type Figure, HEIGHT, type Source, tickStep } from "./figure";
import { lossFigure } from "./loss";
import { palette } from "./palette";
import { probabilitiesFigure } from "./probabilities";
import { type Epoch, probabilityScale } from "./records";
import { SCORES, scoreFigure } from "./score";
import { termsFigure } from "./terms";
import { dst, EPOCHS, epochOf, metrics, RUN, simpleEpochs, taskEpoch } from "./testing/records";

type Trace = {
  name: string;
  mode: string;
  type: string;
  x: unknown[];
  y: unknown[];
  marker: { color: string[] };
};

function source(epochs: Epoch[], own: Partial<Source> = {}): Source {
  return { tasks: ["a", "b"], shown: [0, 1], epochs, total: 30, scheme: "light", ...own };
}

function traces(figure: Figure, mode: string): Trace[] {
  return (figure.data as unknown as Trace[]).filter((trace) => trace.mode === mode);
}

const accuracyFigure = (of: Source) => scoreFigure(of, SCORES[0], [0.5, 0.5]);

/** Names beside the lines, from the top of the figure down. */
function labels(figure: Figure): string[] {
  const annotations = [...(figure.layout.annotations ?? [])].sort((p, q) => Number(q.y) - Number(p.y));
  return annotations.map(({ text }) => String(text).replace(/<.*> /, ""));
}

function range({ layout }: Figure): [number, number] {
  const [low, high] = layout.yaxis?.range ?? [];
  return [Number(low), Number(high)];
}

const all = [accuracyFigure, lossFigure, (of: Source) => probabilitiesFigure(of, { low: 0.4, high: 1 })];

describe("every figure over epochs", () => {
  it.each(all)("reserves the width of the whole run and keeps the reader's zoom", (build) => {
    for (const epochs of [[], EPOCHS]) {
      const { layout } = build(source(epochs));
      expect(layout.xaxis?.range).toEqual([0.5, 30.5]);
      expect(layout.uirevision).toBe("constant");
      expect(layout.hovermode).toBe("x unified");
      expect(layout.margin).toEqual(build(source(EPOCHS)).layout.margin);
    }
  });

  it.each(all)("says how many epochs it holds", (build) => {
    expect(build(source(EPOCHS)).epochs).toBe(3);
    expect(build(source([])).epochs).toBe(0);
  });

  it.each(all)("names at most eight lines beside them", (build) => {
    const tasks = Array.from({ length: 9 }, (_, i) => `t${i}`);
    const epochs = simpleEpochs(tasks, 2);
    const few = build(source(epochs, { tasks, shown: [0, 1, 2, 3, 4, 5, 6, 7] }));
    const many = build(source(epochs, { tasks, shown: [0, 1, 2, 3, 4, 5, 6, 7, 8] }));
    expect(labels(few)).toHaveLength(8);
    expect(labels(many)).toHaveLength(0);
  });

  it("escapes task names, which Plotly reads as HTML", () => {
    const figure = accuracyFigure(source(EPOCHS, { tasks: ["<b>a", "b"] }));
    expect(labels(figure)).toContain("&lt;b&gt;a");
    expect(traces(figure, "lines").map(({ name }) => name)).toContain("&lt;b&gt;a");
  });
});

describe("accuracy", () => {
  it("draws a line for each shown task in its own colour, and a dashed majority line", () => {
    const epochs = [1, 2].map((n) =>
      epochOf(n, [taskEpoch("a"), taskEpoch("b", { validation_accuracy: n / 10 })]),
    );
    const figure = accuracyFigure(source(epochs, { shown: [1] }));
    const [majority, line] = figure.data as { line: { color: string; dash?: string }; y: number[] }[];
    expect(majority).toMatchObject({ y: [0.5, 0.5], line: { dash: "dash", color: taskColor(1, "light") } });
    expect(line).toMatchObject({ y: [0.1, 0.2], line: { color: taskColor(1, "light") } });
    expect(figure.data).toHaveLength(2);
  });

  it("shows a single epoch as points", () => {
    expect(traces(accuracyFigure(source(EPOCHS.slice(0, 1))), "markers")).toHaveLength(2);
  });

  it("orders the names beside the lines like the lines", () => {
    const epoch = (a: number, b: number) =>
      epochOf(1, [taskEpoch("a", { validation_accuracy: a }), taskEpoch("b", { validation_accuracy: b })]);
    expect(labels(accuracyFigure(source([epoch(0.9, 0.91)])))).toEqual(["b", "a"]);
    expect(labels(accuracyFigure(source([epoch(0.91, 0.9)])))).toEqual(["a", "b"]);
  });
});

describe("scores", () => {
  const score = (key: string) => SCORES.find((found) => found.key === key) ?? SCORES[0];
  const dashed = (figure: Figure) =>
    (figure.data as { name: string; line: { dash?: string }; y: number[] }[]).filter(
      ({ line }) => line?.dash === "dash",
    );

  it("draw the chance of a balanced accuracy once for tasks with as many classes", () => {
    const figure = scoreFigure(source(EPOCHS), score("balanced_accuracy"), [0.5, 0.5]);
    expect(dashed(figure).map(({ y }) => y)).toEqual([[0.5, 0.5]]);
    expect(dashed(scoreFigure(source(EPOCHS), score("balanced_accuracy"), [0.1, 0.5]))).toHaveLength(2);
    expect(dashed(scoreFigure(source(EPOCHS), score("f1"), [0.1, 0.5]))).toHaveLength(0);
    expect(dashed(scoreFigure(source(EPOCHS), score("auroc"), [0.1, 0.5]))[0]?.y).toEqual([0.5, 0.5]);
  });

  it("have each their own field", () => {
    const epochs = [1, 2].map((n) => epochOf(n, [taskEpoch("a")]));
    const ends = SCORES.map((one) => {
      const figure = scoreFigure(source(epochs, { tasks: ["a"], shown: [0] }), one, [0.5]);
      return (figure.data.at(-1) as { y: number[] }).y[0];
    });
    expect(ends).toEqual([0.9, 0.88, 0.87, 0.86, 0.85]);
  });

  it("mark tasks that are no better than their commonest class beside their lines", () => {
    const figure = accuracyFigure(source(EPOCHS, { flagged: new Set([1]) }));
    const texts = (figure.layout.annotations ?? []).map(({ text, font }) => [
      text?.includes("⚠"),
      font?.color,
    ]);
    expect(texts).toEqual([
      [false, palette("light").ink],
      [true, palette("light").bad],
    ]);
  });
});

describe("a close look at one task", () => {
  const epochs = [1, 2].map((n) =>
    epochOf(n, [
      taskEpoch("a", { train_loss: 2 / n, validation_loss: 3 / n, test: metrics({ loss: 5 / n }) }),
    ]),
  );
  const close = (own: Epoch[]) => source(own, { tasks: ["a"], shown: [0], detail: true });

  it("shows training and, where it was measured, the test split, named for what it is", () => {
    const figure = lossFigure(close(epochs));
    const lines = traces(figure, "lines").map(({ name, y }) => [name, y]);
    expect(lines).toEqual([
      ["validation", [3, 1.5]],
      ["train", [2, 1]],
      ["test, for display only", [5, 2.5]],
    ]);
    expect(labels(figure).sort()).toEqual(["test", "train", "validation"]);
  });

  it("has no test line where the test split was left alone", () => {
    const untested = epochs.map((epoch) => ({
      ...epoch,
      tasks: epoch.tasks.map((row) => ({ ...row, test: null })),
    }));
    expect(traces(lossFigure(close(untested)), "lines").map(({ name }) => name)).toEqual([
      "validation",
      "train",
    ]);
    expect(labels(accuracyFigure(close(untested)))).toEqual(["validation"]);
    expect(labels(accuracyFigure(close(epochs))).sort()).toEqual(["test", "validation"]);
  });
});

describe("loss", () => {
  const broken = [
    epochOf(1, [taskEpoch("a", { validation_loss: 0.5 })]),
    epochOf(2, [taskEpoch("a", { validation_loss: null, nonfinite: { validation_loss: "nan" } })]),
    epochOf(3, [taskEpoch("a", { validation_loss: 0 })]),
    epochOf(4, [taskEpoch("a", { validation_loss: 0.05, active: false })]),
  ];
  const figure = lossFigure(source(broken, { tasks: ["a"], shown: [0] }));

  it("breaks the line where the loss is no positive number and marks the place at the edge", () => {
    const [line] = traces(figure, "lines");
    expect(line?.y).toEqual([0.5, null, null, 0.05]);
    const crosses = (
      figure.data as { marker?: { symbol?: string }; x: number[]; y: number[]; text: string[] }[]
    ).find(({ marker }) => marker?.symbol === "x");
    const [low, high] = range(figure);
    expect(crosses).toMatchObject({ x: [2, 3], text: ["NaN", "0.00"], y: [10 ** high, 10 ** low] });
  });

  it("has a logarithmic range that holds every value", () => {
    const [low, high] = range(figure);
    expect(figure.layout.yaxis?.type).toBe("log");
    // without a format, Plotly writes 0.2 and 0.5 as bare digits beside 0.1
    expect(figure.layout.yaxis?.tickformat).toBe("~g");
    expect(low).toBeLessThan(Math.log10(0.05));
    expect(high).toBeGreaterThan(Math.log10(0.5));
  });

  it("marks dropped epochs hollow", () => {
    const [marks] = traces(figure, "markers");
    const filled = taskColor(0, "light");
    expect(marks?.marker.color).toEqual([filled, filled, filled, palette("light").panel]);
  });

  it("keeps only the hollow marks in a long run and none in a very long one", () => {
    const epochs = simpleEpochs(["a"], 10);
    const marks = (total: number) =>
      traces(lossFigure(source(epochs, { tasks: ["a"], shown: [0], total })), "markers")[0]?.x;
    expect(marks(60)).toHaveLength(10);
    expect(marks(200)).toEqual([2, 4, 6, 8, 10]);
    expect(marks(5000)).toEqual([]);
  });
});

describe("terms", () => {
  it("stacks the λ-weighted metrics up to P", () => {
    const { lambdas } = dst();
    const figure = termsFigure(source(EPOCHS), 0, lambdas);
    const bars = (figure.data as { type: string; name: string; y: number[] }[]).filter(
      ({ type }) => type === "bar",
    );
    expect(bars.map(({ name }) => name)).toEqual(["depth", "samples", "incomplete", "stagnant", "base"]);
    const tops = EPOCHS.map((_, i) => bars.reduce((sum, { y }) => sum + (y[i] ?? 0), 0));
    tops.forEach((top, i) => {
      expect(top).toBeCloseTo(EPOCHS[i]?.tasks[0]?.P ?? Number.NaN, 12);
    });
  });

  it("shows P and the draws, hollow where the task was dropped", () => {
    const figure = termsFigure(source(EPOCHS), 0, null);
    const [edge, draws] = figure.data as unknown as Trace[];
    const { ink, panel } = palette("light");
    expect(edge?.name).toBe("P");
    expect(draws?.y).toEqual([0.1, 0.871, 0.2]);
    expect(draws?.marker.color).toEqual([ink, panel, ink]);
  });

  it("leaves out terms that a guard put aside", () => {
    const row = taskEpoch("a", { P_d: 1, P_c: 1, P_b: 1, guards: ["non_finite_loss"] });
    const [depth] = termsFigure(source([epochOf(1, [row])]), 0, dst().lambdas).data as { y: unknown[] }[];
    expect(depth?.y).toEqual([null]);
  });

  it("draws steps instead of bars where bars would be too thin", () => {
    const figure = termsFigure(source(EPOCHS, { total: 200 }), 0, dst().lambdas);
    expect((figure.data as Data[]).some((trace) => trace.type === "bar")).toBe(false);
  });
});

describe("drop rates", () => {
  it("sets the observed share beside the mean of 1 − P, with the range of chance", () => {
    const epochs = simpleEpochs(["a", "b"], 6);
    const figure = dropRatesFigure(source(epochs, { shown: [1] }));
    const [band, expected, observed] = figure.data as { x: number[] }[];
    expect(observed?.x[0]).toBeCloseTo(2 / 6, 12);
    expect(expected?.x[0]).toBeCloseTo(0.3, 12);
    const reach = 1.96 * Math.sqrt((0.7 * 0.3) / 6);
    expect(band?.x[0]).toBe(0);
    expect(band?.x[1]).toBeCloseTo(0.3 + reach, 12);
  });

  it("grows with the tasks shown", () => {
    const tasks = Array.from({ length: 40 }, (_, i) => `t${i}`);
    const shown = tasks.map((_, i) => i);
    expect(dropRatesFigure(source([], { tasks, shown })).height).toBeGreaterThan(2 * HEIGHT);
  });
});

describe("probabilities", () => {
  it("spans what P can be in this run", () => {
    const scale = probabilityScale(RUN);
    expect(scale).toEqual({ low: 0.4, high: 1 });
    const [low, high] = range(probabilitiesFigure(source(EPOCHS), scale));
    expect(low).toBeCloseTo(0.37, 12);
    expect(high).toBeCloseTo(1.03, 12);
  });
});

describe("the epoch axis", () => {
  it.each([
    [1, 1],
    [10, 1],
    [30, 5],
    [200, 20],
    [10_000, 1000],
  ])("labels at most ten of %i epochs", (total, step) => expect(tickStep(total)).toBe(step));
});

describe("the palette", () => {
  it.each(["light", "dark"] as const)("repeats the %s tokens", (scheme) => {
    const blocks = readFileSync("src/app/tokens.css", "utf8").split("}");
    const block = blocks[scheme === "light" ? 0 : 1];
    for (const [name, color] of Object.entries(palette(scheme))) {
      expect(block).toContain(`--sb-${name}: ${color};`);
    }
  });
});

describe("Plotly", () => {
  it("is imported by Plot alone", () => {
    const files = import.meta.glob<string>("/src/**/*.{ts,tsx}", {
      query: "?raw",
      import: "default",
      eager: true,
    });
    const importers = Object.entries(files).filter(([, text]) =>
      /from "plotly\.js-cartesian-dist-min"/.test(text),
    );
    expect(importers.map(([path]) => path)).toEqual(["/src/charts/Plot.tsx"]);
  });
});
