import { describe, expect, it } from "vitest";
import { classRows, majorityOf, spreadText } from "./spread";

const parity = {
  name: "parity",
  kind: "binary",
  classes: ["even", "odd"],
  description: "",
  counts: [600, 400],
  labelled: 1000,
} as const;
const task = { ...parity, classes: [...parity.classes], counts: [...parity.counts] };

describe("how labels are spread", () => {
  it("is the share of the commonest class", () => {
    expect(majorityOf(task)).toBeCloseTo(0.6);
    expect(majorityOf({ ...task, labelled: 0 })).toBeNull();
    expect(majorityOf({ name: "a", kind: "binary", classes: [], description: "" })).toBeNull();
  });

  it("is, of several labels, the mean of what always giving the commoner answer scores", () => {
    expect(majorityOf({ ...task, kind: "multilabel", counts: [900, 400] })).toBeCloseTo((0.9 + 0.6) / 2);
  });

  it("is told in words", () => {
    expect(spreadText(task)).toBe("even 600, odd 400");
    const many = {
      ...task,
      kind: "multiclass" as const,
      classes: ["a", "b", "c", "d"],
      counts: [5, 5, 5, 5],
    };
    expect(spreadText(many)).toBe("4 classes, 5 each");
    expect(spreadText({ ...many, counts: [5, 4, 3, 2] })).toBe("4 classes, 2 to 5 each");
    const { counts: _none, ...unread } = many;
    expect(spreadText(unread)).toBe("4 classes");
  });

  it("is a bar a class, the commonest the longest", () => {
    expect(classRows(task)).toEqual([
      { name: "even", images: 600, share: 1 },
      { name: "odd", images: 400, share: 400 / 600 },
    ]);
  });
});
