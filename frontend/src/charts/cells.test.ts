import { describe, expect, it } from "vitest";
import { cellAfter, cellTexts } from "./cells";
import type { Figure } from "./figure";

const TEXTS = [
  ["a", "b", "c"],
  ["d", "e", "f"],
];

describe("the cells of a heatmap", () => {
  it("say in words what they say under the pointer", () => {
    const data = [{ type: "heatmap", hovertext: [["true &lt;bag&gt;, answered R&amp;B: 3<br>1 %"]] }];
    expect(cellTexts({ data } as unknown as Figure)).toEqual([["true <bag>, answered R&B: 3, 1 %"]]);
  });

  it("are those of heatmaps alone", () => {
    expect(cellTexts({ data: [{ type: "scatter" }] } as unknown as Figure)).toBeNull();
    expect(cellTexts({ data: [] } as unknown as Figure)).toBeNull();
  });

  it("are entered with any arrow at the first", () => {
    expect(cellAfter("ArrowDown", null, TEXTS)).toEqual([0, 0]);
    expect(cellAfter("Tab", null, TEXTS)).toBeNull();
  });

  it.each([
    ["ArrowDown", [1, 1]],
    ["ArrowUp", [0, 1]],
    ["ArrowLeft", [0, 0]],
    ["ArrowRight", [0, 2]],
    ["Home", [0, 0]],
    ["End", [0, 2]],
  ])("are left with %s, as far as there are any", (key, to) =>
    expect(cellAfter(key, [0, 1], TEXTS)).toEqual(to),
  );
});
