import { describe, expect, it } from "vitest";
import { type Confusion, confusionFigure, mostConfused } from "./confusion";

function confusion(own: Partial<Confusion> = {}): Confusion {
  return {
    task: "item",
    which: "final",
    split: "validation",
    epoch: 7,
    kind: "multiclass",
    classes: ["shirt", "coat", "<bag>"],
    matrix: [
      [80, 15, 5],
      [10, 40, 0],
      [0, 0, 0],
    ],
    ...own,
  };
}

type Heat = {
  colorbar: { tickvals: number[]; ticktext: string[] };
  z: (number | null)[][];
  text: string[][];
  hovertext: string[][];
  texttemplate: string;
  showscale: boolean;
};
const heat = (of: Confusion) => confusionFigure(of, "light").data[0] as unknown as Heat;

/** A matrix of `size` classes, all answered right. */
function diagonal(size: number): Confusion {
  const classes = Array.from({ length: size }, (_, i) => `class ${i}`);
  return confusion({ classes, matrix: classes.map((_, i) => classes.map((__, j) => (i === j ? 1 : 0))) });
}

describe("a confusion matrix", () => {
  it("is coloured by the share of each row, and says share and count", () => {
    const { z, text, hovertext } = heat(confusion());
    expect(z[0]?.[0]).toBeCloseTo(Math.sqrt(0.8), 12);
    expect(z[2]).toEqual([null, null, null]);
    expect(text[0]).toEqual(["80.0 %<br>80", "15.0 %<br>15", "5.0 %<br>5"]);
    expect(text[1]?.[2]).toBe("");
    expect(hovertext[0]?.[1]).toBe("true shirt, answered coat: 15<br>15.0 % of the same truth");
    expect(hovertext[0]?.[2]).toContain("&lt;bag&gt;");
  });

  it("has truth downwards and answers to the right", () => {
    const { layout } = confusionFigure(confusion(), "light");
    expect(layout.yaxis?.range).toEqual([2.5, -0.5]);
    expect(layout.yaxis?.ticktext).toEqual(["shirt", "coat", "&lt;bag&gt;"]);
  });

  it.each([
    [2, true, 2],
    [12, true, 12],
    [20, true, 20],
    [40, false, 40],
    [100, false, 34],
  ])("of %i classes is readable", (size, texts, names) => {
    const figure = confusionFigure(diagonal(size), "dark");
    const { texttemplate, showscale } = figure.data[0] as unknown as Heat;
    expect(texttemplate !== "").toBe(texts);
    // Where cells have no room for numbers, the scale has them.
    expect(showscale).toBe(!texts);
    expect(figure.layout.xaxis?.ticktext).toHaveLength(names);
    expect(figure.layout.yaxis?.ticktext).toHaveLength(names);
    expect(figure.height).toBeGreaterThan(150);
    expect(figure.height).toBeLessThan(820);
  });

  it("names every nth of many classes, with a stroke at its row", () => {
    const { yaxis } = confusionFigure(diagonal(100), "light").layout;
    expect(yaxis?.tickvals?.slice(0, 3)).toEqual([0, 3, 6]);
    expect(yaxis?.ticktext?.slice(0, 2)).toEqual(["class 0", "class 3"]);
    expect(yaxis?.ticks).toBe("outside");
  });

  it("has a scale whose numbers are shares, although its colours go by their roots", () => {
    const [{ colorbar }] = confusionFigure(diagonal(100), "light").data as unknown as [Heat];
    const quarter = colorbar.ticktext.indexOf("25 %");
    expect(colorbar.tickvals[quarter]).toBe(0.5);
    expect(colorbar.ticktext.at(-1)).toBe("100 %");
    expect(colorbar.tickvals.at(-1)).toBe(1);
  });

  it("of labels has a row for each label", () => {
    const labels = confusion({
      kind: "multilabel",
      classes: ["red", "blue"],
      matrix: [
        [70, 10],
        [5, 15],
        [90, 0],
        [10, 0],
      ],
    });
    const { z, text, hovertext } = heat(labels);
    expect(z.map((row) => row.map((value) => Math.round(100 * (value ?? 0) ** 2)))).toEqual([
      [88, 13, 25, 75],
      [100, 0, 100, 0],
    ]);
    expect(text[0]?.[3]).toBe("75 % · 15");
    expect(hovertext[1]?.[2]).toBe("blue, yes → no: 10<br>100.0 % of the same truth");
    expect(mostConfused(labels, 5)).toEqual([]);
  });

  it("knows what is confused most often", () => {
    expect(mostConfused(confusion(), 2)).toEqual([
      { truth: "shirt", answer: "coat", count: 15, share: 0.15 },
      { truth: "coat", answer: "shirt", count: 10, share: 0.2 },
    ]);
  });
});
