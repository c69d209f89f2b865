import { expect, it } from "vitest";
import { captionOf, labelLines } from "./labels";

const tasks = [
  { name: "digit", kind: "multiclass", classes: ["0", "1", "2"] },
  { name: "parity", kind: "binary", classes: ["even", "odd"] },
  { name: "Black_Hair", kind: "binary", classes: ["no", "yes"] },
  { name: "worn", kind: "multilabel", classes: ["hat", "scarf"] },
] as const;
const known = tasks.map((task) => ({ ...task, classes: [...task.classes] }));

it("says what holds, and of yes and no only the yes", () => {
  const labels = { digit: "2", parity: "even", Black_Hair: "yes", worn: ["scarf"] };
  expect(captionOf(labels, known)).toEqual(["2", "even", "Black Hair", "scarf"]);
  expect(captionOf({ ...labels, Black_Hair: "no", worn: [], digit: null }, known)).toEqual(["even"]);
});

it("says every label with its task", () => {
  const labels = { digit: null, parity: "odd", Black_Hair: "no", worn: [] };
  expect(labelLines(labels, known)).toEqual([
    "digit: not labelled",
    "parity: odd",
    "Black_Hair: no",
    "worn: none",
  ]);
});
