import { describe, expect, it } from "vitest";
import { setField } from "../form/edit";
import { freshForm, sections } from "../testing/samples";
import { check } from "./check";

function mistakes(path: string, value: unknown) {
  return check(sections, setField(freshForm(), path, value).config);
}

describe("what the schema alone can tell", () => {
  it("has nothing against the defaults", () => {
    expect(check(sections, freshForm().config)).toEqual([]);
  });

  it.each([
    ["optimizer.learning_rate", -0.001, "Must be above 0. Try 0.001."],
    ["optimizer.learning_rate", 1000, "Must be at most 100. Try 0.001."],
    ["epochs", "", "Enter a whole number. Try 30."],
    ["epochs", 0, "Must be at least 1. Try 30."],
    ["epochs", 2.5, "Must be a whole number. Try 30."],
    ["schedule.beta", "half", "Enter a number. Try 0.5."],
    ["data.validation_fraction", 1, "Must be below 1. Try 0.1."],
    ["trunk.hidden", "256 wide", "Enter whole numbers separated by spaces, like 256 128."],
    ["trunk.hidden", [], "List at least one number."],
    ["trunk.hidden", [256, 0], "0: Must be at least 1."],
    ["tasks", [], "Switch on at least one task."],
    ["tasks.1.weight", -1, "Must be at least 0. Try 1."],
    ["sharing.reuse", { " ": [] }, "Give each list a name."],
  ])("%s = %j: %s", (field, value, message) => {
    expect(mistakes(field, value)).toEqual([{ field, message }]);
  });

  it("looks at each number of a task", () => {
    expect(
      mistakes("schedule", { kind: "random", p: 0.8, rates: { digit: 0.5, parity: 2 }, rates_of: null }),
    ).toEqual([{ field: "schedule.rates", message: "parity: Must be at most 1." }]);
  });

  it("looks only at the member of a union that is chosen", () => {
    expect(mistakes("schedule", { kind: "always_on", beta: "x" })).toEqual([]);
  });
});
