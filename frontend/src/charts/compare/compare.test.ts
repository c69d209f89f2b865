import { describe, expect, it } from "vitest";
import { letter } from "@/charts/lettered";
import { palette } from "@/charts/palette";
import { comparison, curve, difference, figures, variant } from "@/charts/testing/comparison";
import { taskColor } from "@/shared/task-colors";
import { decisionsFigure } from "./decisions";
import { dropGainFigure } from "./drop-gain";
import { gainsFigure, hasManyGains } from "./gains";
import { overSeeds } from "./over-seeds";
import { overlayFigure } from "./overlay";
import { parallelFigure } from "./parallel";
import { placed } from "./placing";
import { drawnVariants } from "./variants";

// biome-ignore lint/suspicious/noExplicitAny: Plotly's traces are a union of everything it can draw
const traces = (figure: { data: unknown[] }) => figure.data as any[];
const drawn = (own = comparison()) => drawnVariants(own.variants, "light");

describe("variants", () => {
  it("keep letter, colour and dash whatever the baseline is; single tasks come last", () => {
    const variants = [variant(3, { single_task: true }), variant(1), variant(2)];
    expect(drawnVariants(variants, "light").map(({ letter, variant }) => [letter, variant.id])).toEqual([
      ["A", 1],
      ["B", 2],
      ["C", 3],
    ]);
    const looks = drawnVariants(
      Array.from({ length: 36 }, (_, i) => variant(i)),
      "dark",
    ).map(({ color, dash }) => color + dash);
    expect(new Set(looks).size).toBe(36);
  });

  it("never take a colour that means a task", () => {
    for (const scheme of ["light", "dark"] as const) {
      const tasks = new Set(Array.from({ length: 16 }, (_, i) => taskColor(i, scheme)));
      const colors = drawnVariants(
        Array.from({ length: 6 }, (_, i) => variant(i)),
        scheme,
      ).map(({ color }) => color);
      expect(colors.filter((color) => tasks.has(color))).toEqual([]);
    }
  });

  it("go on after Z", () => {
    expect([0, 25, 26, 51, 52].map(letter)).toEqual(["A", "Z", "AA", "AZ", "BA"]);
  });
});

describe("gains", () => {
  const [bars] = traces(gainsFigure(comparison(), drawn(), "light"));

  it("are in points, in the colours of the tasks, with half the interval on each side", () => {
    expect(bars.x).toEqual([2, -1, 0.5]);
    expect(bars.error_x.array.map((x: number) => x.toFixed(6))).toEqual(["1.000000", "2.000000", "0.100000"]);
    expect(bars.marker.color).toEqual([taskColor(0, "light"), taskColor(1, "light"), palette("light").ink]);
  });

  it("are pale where no verdict is given, too few seeds included", () => {
    expect(bars.marker.opacity).toEqual([1, 0.35, 0.35]);
    expect(bars.text[2]).toMatch(/mean accuracy over tasks: not enough seeds to tell \(2 seeds\)$/);
  });

  it("leave out the baseline and the single-task runs, and name task and variant", () => {
    const { layout } = gainsFigure(comparison(), drawn(), "light");
    expect(layout.yaxis?.ticktext).toEqual(["a  <b>A</b>", "b  <b>A</b>", "mean  <b>A</b>"]);
  });

  it("are of the chosen task and the mean where those of all tasks are too many", () => {
    const tasks = Array.from({ length: 60 }, (_, i) => `t${i}`);
    const many = comparison({ tasks, variants: [variant(1, { tasks }), variant(20)] });
    expect(hasManyGains(comparison(), drawn())).toBe(false);
    expect(hasManyGains(many, drawn(many))).toBe(true);
    expect(traces(gainsFigure(comparison(), drawn(), "light", ["b"]))[0].x).toEqual([-1, 0.5]);
  });

  it("of a loss are losses, not points", () => {
    const own = comparison({ metric: "loss", higher_is_better: false });
    expect(traces(gainsFigure(own, drawn(own), "light"))[0].x[0]).toBe(0.02);
  });

  it("show a single pair without an interval", () => {
    const single = difference(0.02, 0, {
      low: null,
      high: null,
      pairs: 1,
      verdict: "not enough seeds to tell",
    });
    const own = comparison({ variants: [variant(1, { figures: [figures("a", { difference: single })] })] });
    expect(traces(gainsFigure(own, drawn(own), "light"))[0].error_x.array).toEqual([null]);
  });

  it("can be none", () => {
    expect(traces(gainsFigure(comparison({ variants: [] }), [], "dark"))[0].x).toEqual([]);
  });
});

describe("curves over seeds", () => {
  const curves = [curve(1, [0.2, 0.4, 0.6]), curve(2, [0.4, null, 0.8]), curve(3, [0.6, 0.8])];

  it("have mean, lowest and highest of the runs that have a value there", () => {
    const { epochs, mean, low, high, runs } = overSeeds(curves, "range");
    expect(epochs).toEqual([1, 2, 3]);
    expect(mean.map((value) => value?.toFixed(6))).toEqual(["0.400000", "0.600000", "0.700000"]);
    expect([low, high]).toEqual([
      [0.2, 0.4, 0.6],
      [0.6, 0.8, 0.8],
    ]);
    expect(runs).toEqual([3, 2, 2]);
  });

  it("or one sample standard deviation on both sides", () => {
    const { low, high } = overSeeds(curves, "sd");
    expect(low[0]).toBeCloseTo(0.2);
    expect(high[0]).toBeCloseTo(0.6);
  });

  it("have no band where one run is left, and nothing where none is", () => {
    expect(overSeeds([curve(1, [0.5, null])], "range")).toEqual({
      epochs: [1, 2],
      mean: [0.5, null],
      low: [null, null],
      high: [null, null],
      runs: [1, 0],
    });
    expect(overSeeds([], "sd").epochs).toEqual([]);
  });
});

describe("the overlay", () => {
  const variants = drawn();
  const curves = [curve(10, [0.5, 0.7]), curve(11, [0.6, 0.8]), curve(20, [0.4, 0.5])];
  const asked = { quantity: "validation_accuracy", band: "range", scheme: "light" } as const;

  it("draws a line for each variant with its colour and dash, and a closed band where there are several runs", () => {
    const [band, first, second] = traces(overlayFigure(variants, curves, asked));
    expect(band).toMatchObject({ fill: "toself", x: [1, 2, 2, 1, null], y: [0.6, 0.8, 0.7, 0.5, null] });
    expect(first).toMatchObject({ x: [1, 2], line: { color: variants[0]?.color, dash: variants[0]?.dash } });
    expect(first.y.map((y: number) => y.toFixed(2))).toEqual(["0.55", "0.75"]);
    expect(second).toMatchObject({ y: [0.4, 0.5], customdata: [1, 1] });
  });

  it("writes the letters beside the ends, the higher line above", () => {
    const notes = overlayFigure(variants, curves, asked).layout.annotations ?? [];
    expect(notes.map(({ text }) => text?.at(-1))).toEqual(["A", "B"]);
    expect(Number(notes[0]?.y)).toBeGreaterThan(Number(notes[1]?.y));
  });

  it("has the majority within its range, and no bands where they would hide each other", () => {
    const beside = overlayFigure(variants, curves, { ...asked, majority: 0.1 });
    expect(traces(beside).find(({ name }) => name === "commonest class")?.y).toEqual([0.1, 0.1]);
    expect(beside.layout.yaxis?.range?.[0]).toBeLessThan(0.1);
    const many = Array.from({ length: 20 }, (_, i) => variant(10 * i));
    const all = many.flatMap(({ runs }) => runs.map(({ id }) => curve(id, [0.1, 0.2])));
    const crowded = overlayFigure(drawnVariants(many, "light"), all, asked);
    expect(traces(crowded).filter(({ fill }) => fill)).toEqual([]);
    expect(crowded.height).toBeGreaterThan(20 * 14);
  });

  it("breaks a loss where a logarithm has nothing to show", () => {
    const { data, layout } = overlayFigure(variants, [curve(10, [2, 0, 0.5])], {
      ...asked,
      quantity: "train_loss",
    });
    expect(layout.yaxis?.type).toBe("log");
    expect(traces({ data }).at(-1).y).toEqual([2, null, 0.5]);
  });

  it("stands empty before the curves are there", () => {
    expect(overlayFigure(variants, [], asked).data).toEqual([]);
  });
});

describe("decisions", () => {
  const curves = [
    curve(10, [0, 0], { active: [true, false], P: [0.5, 0.25] }),
    curve(20, [0, 0, 0], { P: [null, 1, 1] }),
  ];
  const figure = decisionsFigure(drawn(), curves, 1, "light");

  it("stack the runs: 0 dropped, 1 + P trained, null after the run's end", () => {
    expect(traces(figure)[0].z).toEqual([
      [1.5, 0, null],
      [2, 2, 2],
    ]);
    expect(traces(figure)[0].text[0][1]).toBe("A, seed 0, epoch 2: dropped, P = 0.250");
    expect(figure.layout.yaxis?.ticktext).toEqual(["<b>A</b> seed 0", "<b>B</b> seed 0"]);
  });

  it("have their space before the curves are there", () => {
    expect(decisionsFigure(drawn(), [], 1, "light").height).toBe(74 + 20 * 9);
  });

  it("are in the colour of the task", () => {
    expect(traces(figure)[0].colorscale.at(-1)).toEqual([1, taskColor(1, "light")]);
  });

  it("name only the first run of each variant where there are many", () => {
    const runs = Array.from({ length: 40 }, (_, i) => ({ id: i, name: "", seed: String(i), epochs: 1 }));
    const many = drawnVariants([variant(0, { runs })], "dark");
    const { layout } = decisionsFigure(
      many,
      runs.map(({ id }) => curve(id, [1])),
      0,
      "dark",
    );
    expect(layout.yaxis?.tickvals).toEqual([0]);
  });

  it("can be none", () => {
    expect(decisionsFigure([], [], 0, "light").data).toEqual([]);
  });
});

describe("drop rate against gain", () => {
  it("has a mark for each task of each compared variant, hollow where no verdict is given", () => {
    const [marks] = traces(dropGainFigure(comparison(), drawn(), "light"));
    expect(marks.x).toEqual([0.25, 0.5]);
    expect(marks.y).toEqual([2, -1]);
    expect(marks.text).toEqual(["A", "A"]);
    expect(marks.marker.symbol).toEqual(["circle", "circle-open"]);
    expect(marks.marker.color).toEqual([taskColor(0, "light"), taskColor(1, "light")]);
  });
});

describe("letters beside marks", () => {
  it("meet neither marks nor each other; without room there is none", () => {
    expect(placed([{ x: 50, y: 50, text: "A" }])).toEqual(["top center"]);
    const stacked = [50, 62].map((y, i) => ({ x: 50, y, text: "AB"[i] as string }));
    expect(placed(stacked)).toEqual(["top center", "bottom center"]);
    const heap = Array.from({ length: 30 }, (_, i) => ({ x: 50 + (i % 6), y: 50 + i / 6, text: "A" }));
    expect(placed(heap).filter((place) => place !== null).length).toBeLessThan(5);
  });
});

describe("parallel coordinates", () => {
  const titled = (field: string) => `the ${field}`;
  const own = comparison();
  const figure = parallelFigure(own, drawn(own), "light", titled);

  it("scroll sideways rather than let headings overlap", () => {
    expect(figure.least).toBe(160 + 150 * 3);
  });

  it("lead every variant with several tasks over its settings to its result", () => {
    expect(traces(figure)).toHaveLength(2);
    const [dst, on] = traces(figure);
    expect(dst.y.slice(0, 4)).toEqual([1, 1, 1, 0.5]);
    expect(on.y.slice(0, 4)).toEqual([0, 0, 0, 0.5]);
    expect(dst.y[4]).toBeLessThan(on.y[4]); // each path goes on to its letter
    const heads = (figure.layout.annotations ?? []).filter(({ yshift }) => yshift !== undefined);
    expect(heads.map(({ text }) => text)).toEqual([
      "<b>the schedule</b>",
      "<b>the schedule.beta</b>",
      "<b>drop rate</b>",
      "<b>test accuracy</b>",
    ]);
  });

  it("sort numbers as numbers", () => {
    const variants = ["10", "9", "0.5"].map((beta, i) => variant(i, { settings: { beta } }));
    const numbers = comparison({ variants, fields: ["beta"] });
    expect(traces(parallelFigure(numbers, drawn(numbers), "light", titled)).map(({ y }) => y[0])).toEqual([
      1, 0.5, 0,
    ]);
  });
});
