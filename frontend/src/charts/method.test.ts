import { describe, expect, it } from "vitest";
import {
  colorscale,
  cosineOf,
  cosinesFigure,
  meaning,
  mostConflicting,
  type Pair,
  pairsFigure,
} from "./cosines";
import type { Figure, Source } from "./figure";
import type { Epoch } from "./records";
import { epochOf, taskEpoch } from "./testing/records";
import { outermost, weightsFigure } from "./weights";

function range({ layout }: Figure): [number, number] {
  const [low, high] = layout.yaxis?.range ?? [];
  return [Number(low), Number(high)];
}

// biome-ignore lint/suspicious/noExplicitAny: Plotly's traces are a union of everything it can draw
const traces = (figure: { data: unknown[] }) => figure.data as any[];

/** An epoch of tasks with these weights; null: dropped. */
function weighed(epoch: number, weights: (number | null)[]): Epoch {
  return epochOf(
    epoch,
    weights.map((weight, i) => taskEpoch(`t${i}`, { weight, active: weight !== null })),
  );
}

function source(epochs: Epoch[], own: Partial<Source> = {}): Source {
  return { tasks: ["t0", "t1"], shown: [0, 1], epochs, total: 4, scheme: "light", ...own };
}

describe("weights over epochs", () => {
  it("leave a dropped task without a mark and run on across the gap", () => {
    const figure = weightsFigure(
      source([weighed(1, [1, 2]), weighed(2, [null, 1]), weighed(3, [0.5, 1.5])]),
      "weight",
    );
    const [line, marks] = traces(figure);
    expect(line).toMatchObject({ x: [1, 2, 3], y: [1, null, 0.5], connectgaps: true });
    expect(marks.y).toEqual([1, null, 0.5]);
    expect(figure.layout.yaxis?.range?.[0]).toBe(0);
    expect(figure.layout.annotations?.map(({ text }) => String(text).replace(/<.*> /, ""))).toEqual([
      "t0",
      "t1",
    ]);
  });

  it("that are far apart lie on a logarithmic axis, and names beside them", () => {
    const figure = weightsFigure(source([weighed(1, [0.01, 10])]), "weight");
    const { layout } = figure;
    expect(layout.yaxis?.type).toBe("log");
    const [low, high] = range(figure);
    expect(low).toBeLessThan(-2);
    expect(high).toBeGreaterThan(1);
    const [below, above] = layout.annotations?.map(({ y }) => Number(y)) ?? [];
    expect(below).toBeLessThan(0.1);
    expect(above).toBeGreaterThan(0.9);
  });

  it("of gradients may be negative", () => {
    const epochs = [
      epochOf(1, [taskEpoch("t0", { gradient_weight: -1 }), taskEpoch("t1", { gradient_weight: 3 })]),
    ];
    const [low, high] = range(weightsFigure(source(epochs), "gradient_weight"));
    expect(low).toBeLessThan(-1);
    expect(high).toBeGreaterThan(3);
  });

  it("stand empty before the first epoch, and break at what is no number", () => {
    expect(weightsFigure(source([]), "weight").layout.yaxis?.range).toEqual([0, 2]);
    const broken = epochOf(1, [
      taskEpoch("t0", { weight: null, nonfinite: { weight: "nan" } }),
      taskEpoch("t1", { weight: 2 }),
    ]);
    expect(traces(weightsFigure(source([broken]), "weight"))[0].y).toEqual([null]);
  });

  it("of forty tasks are first shown for those furthest out, by their newest weight", () => {
    const weights = Array.from({ length: 40 }, (_, i) => (i * 7) % 40);
    const epochs = [
      weighed(1, weights),
      weighed(
        2,
        weights.map((weight) => (weight === 39 ? null : weight)),
      ),
    ];
    const places = outermost(epochs, 40, "weight", 8);
    expect(places.map((place) => weights[place]).sort((a, b) => Number(a) - Number(b))).toEqual([
      0, 1, 2, 3, 36, 37, 38, 39,
    ]);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(outermost([], 40, "weight", 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(outermost(epochs, 2, "weight", 8)).toEqual([0, 1]);
  });
});

/** An epoch whose cosines are these of the pairs (0, 1), (0, 2) and (1, 2). */
function met(epoch: number, cosines: (number | null)[] | null, dropped: number[] = []): Epoch {
  const [a = null, b = null, c = null] = cosines ?? [];
  return epochOf(
    epoch,
    ["x", "<y>", "z"].map((task, i) => taskEpoch(task, { active: !dropped.includes(i) })),
    {
      gradient_cosines: cosines && [
        [1, a, b],
        [a, 1, c],
        [b, c, 1],
      ],
    },
  );
}

const TASKS = ["x", "<y>", "z"];
const EPOCHS = [met(1, [-0.5, 0.2, 0.05]), met(2, [-0.1, 0.4, null], [2]), met(3, null)];

describe("the cosines of an epoch", () => {
  it("are written into cells of a diverging scale; a task beside itself is blank", () => {
    const [heat] = traces(cosinesFigure(met(1, [-0.5, 0.2, -0.001]), TASKS, "light"));
    expect(heat.z).toEqual([
      [null, -0.5, 0.2],
      [-0.5, null, -0.001],
      [0.2, -0.001, null],
    ]);
    expect(heat.text[0]).toEqual(["", "−0.50", "0.20"]);
    expect(heat.text[1][2]).toBe("0.00");
    expect(heat.texttemplate).toBe("%{text}");
    expect([heat.zmin, heat.zmax]).toEqual([-1, 1]);
  });

  it("say what they mean, and why one is not known", () => {
    const [heat] = traces(cosinesFigure(EPOCHS[1] as Epoch, TASKS, "light"));
    expect(heat.hovertext[0][1]).toBe(
      "x and &lt;y&gt;: −0.100<br>conflict: a step for one sets the other back",
    );
    expect(heat.hovertext[1][2]).toBe("&lt;y&gt; and z: not known<br>z dropped");
  });

  it.each([
    [2, true, 2],
    [12, true, 12],
    [13, false, 13],
    [40, false, 40],
    [60, false, 30],
  ])("of %i tasks are readable", (size, texts, names) => {
    const tasks = Array.from({ length: size }, (_, i) => `task ${i}`);
    const cosines = tasks.map((_, i) => tasks.map((__, j) => (i === j ? 1 : -0.1)));
    const figure = cosinesFigure(epochOf(1, [], { gradient_cosines: cosines }), tasks, "dark");
    expect(traces(figure)[0].texttemplate !== "").toBe(texts);
    expect(figure.layout.xaxis?.ticktext).toHaveLength(names);
    expect(figure.height).toBeLessThan(820);
  });

  it("have colours in order, with the panel at 0", () => {
    for (const scheme of ["light", "dark"] as const) {
      const stops = colorscale(scheme).map(([at]) => at);
      expect(stops).toEqual([...stops].sort((a, b) => a - b));
      expect([stops[0], stops[3], stops.at(-1)]).toEqual([0, 0.5, 1]);
    }
  });

  it("are not known where gradients are added", () => {
    expect(cosineOf(EPOCHS[2] as Epoch, [0, 1])).toBeNull();
    expect(meaning(0)).toContain("right angles");
    expect(meaning(0.5)).toContain("agreement");
  });
});

describe("pairs over epochs", () => {
  it("are ranked by their mean cosine, without those that never met", () => {
    expect(mostConflicting(EPOCHS, 3, 2)).toEqual([
      { pair: [0, 1], mean: -0.3, against: 2, known: 2 },
      { pair: [1, 2], mean: 0.05, against: 0, known: 1 },
    ]);
    expect(mostConflicting([met(1, [null, 0.1, null])], 3, 9).map(({ pair }) => pair)).toEqual([[0, 2]]);
    expect(mostConflicting([], 3, 9)).toEqual([]);
  });

  it("are lines with letters, over a ground that is tinted below 0", () => {
    const pairs = [
      { pair: [0, 1] as Pair, place: 0 },
      { pair: [1, 2] as Pair, place: 4 },
    ];
    const figure = pairsFigure({ tasks: TASKS, epochs: EPOCHS, total: 10, scheme: "light" }, pairs);
    const [first, second] = traces(figure);
    expect(first).toMatchObject({ name: "A x · &lt;y&gt;", x: [1, 2, 3], y: [-0.5, -0.1, null] });
    expect(second).toMatchObject({ name: "E &lt;y&gt; · z", y: [0.05, null, null] });
    const [low, high] = range(figure);
    expect(low).toBeLessThan(-0.5);
    expect(high).toBeGreaterThan(0.05);
    expect(figure.layout.shapes?.[0]).toMatchObject({ y0: low, y1: 0 });
    expect(figure.layout.annotations).toHaveLength(2);
  });

  it("stand empty before the first epoch", () => {
    const figure = pairsFigure({ tasks: TASKS, epochs: [], total: 10, scheme: "dark" }, []);
    expect(figure.data).toEqual([]);
    expect(figure.layout.xaxis?.range).toEqual([0.5, 10.5]);
  });
});
