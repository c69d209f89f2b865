import { describe, expect, it } from "vitest";
import { chooseMember, setField, topField } from "../form/edit";
import { allFields, fieldAt, freshForm, sections } from "../testing/samples";
import { MATCHED } from "./methods";
import { initialVary, optionsOf, ownOption, parseValues, type Variable, variables, variedOf } from "./vary";

const { config } = freshForm();
const known = variables(sections, config);

function variable(path: string): Variable {
  const found = known.find((each) => each.path === path);
  if (!found) throw new Error(`${path} cannot be varied`);
  return found;
}

describe("what can be varied", () => {
  it("is every setting that stands for itself", () => {
    const paths = known.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        "schedule",
        "weighting",
        "optimizer",
        "optimizer.learning_rate",
        "trunk.hidden",
        "schedule.lambdas",
        "tasks.1.weight",
        "seeds.draws",
      ]),
    );
    expect(paths).not.toContain("schedule.lambdas.depth"); // the shares must sum to 1
    expect(paths).not.toContain("data"); // its tasks would not fit
  });

  it("names the task that a column is meant of", () => {
    expect(variable("tasks.1.weight").title).toBe("Weight of parity");
  });

  it("covers every field of the schema that has a value of its own", () => {
    const leaves = ["number", "numbers", "boolean", "choice", "text"];
    const direct = allFields.filter(({ kind }) => leaves.includes(kind)).map(({ name }) => name);
    expect(direct.length).toBeGreaterThan(5);
    expect(known.map(({ path }) => path)).toEqual(expect.arrayContaining(direct));
  });
});

describe("the values that are ticked", () => {
  it("come after the form's own, which the server knows with its settings", () => {
    const changed = setField(freshForm(), "schedule.beta", 0.9).config;
    const { vary, mistakes } = variedOf(sections, changed, { schedule: [MATCHED, "always_on"] });
    expect(mistakes).toEqual([]);
    expect(vary.schedule).toEqual(["dst", "always_on", MATCHED]);
  });

  it("vary nothing where there is only the form's own", () => {
    expect(variedOf(sections, config, { schedule: [], weighting: ["fixed"] }).vary).toEqual({});
  });

  it("may be choices and switches too", () => {
    const chosen = { normalise: ["imagenet"], test_each_epoch: ["true"] };
    expect(variedOf(sections, config, chosen).vary).toEqual({
      normalise: ["dataset", "imagenet"],
      test_each_epoch: [false, true],
    });
  });

  it("follow the form to another kind", () => {
    const field = topField(sections, "schedule", "union");
    if (!field) throw new Error("no schedule");
    const soft = chooseMember(freshForm(), "schedule", field, "soft").config;
    expect(variedOf(sections, soft, { schedule: ["dst", "soft"] }).vary.schedule).toEqual(["soft", "dst"]);
    expect(ownOption(variable("schedule"), soft)).toBe("soft");
  });
});

describe("random at the rates of another schedule", () => {
  it("is offered for schedules alone", () => {
    expect(optionsOf(variable("schedule"))?.at(-1)?.value).toBe(MATCHED);
    expect(optionsOf(variable("weighting"))?.map(({ value }) => value)).not.toContain(MATCHED);
  });
});

describe("the values that are typed", () => {
  it.each([
    ["optimizer.learning_rate", "0.1, 1e-2;0.001", [0.1, 0.01, 0.001]],
    ["epochs", "1,2", [1, 2]],
    ["tasks.0.head_hidden", "256 128, 64, none", [[256, 128], [64], []]],
    ["schedule.lambdas", '{"depth": 1}, {"base": 1}', [{ depth: 1 }, { base: 1 }]],
  ])("%s: %s", (path, text, values) => {
    expect(parseValues(fieldAt(path), text)).toEqual({ values });
  });

  it.each([
    ["optimizer.learning_rate", "0.1, x", /^x: Enter a number/],
    ["optimizer.learning_rate", "-1", /^-1: Must be above 0/],
    ["epochs", "1.5", /whole number/],
    ["epochs", "", /List values with commas/],
    ["epochs", "3, 3", /3 is listed twice/],
    ["trunk.hidden", "64, 0", /^0: 0: Must be/],
    ["schedule.lambdas", "{", /as JSON/],
  ])("%s: %s is refused", (path, text, message) => {
    expect(parseValues(fieldAt(path), text)).toEqual({ mistake: expect.stringMatching(message) });
  });

  it("start with what the form has", () => {
    expect(initialVary(variable("optimizer.learning_rate"), config)).toBe("0.001");
    expect(initialVary(variable("trunk.hidden"), config)).toBe("256 128");
    expect(initialVary(variable("optimizer"), config)).toEqual([]);
  });

  it("read back as the value that they start with", () => {
    for (const each of known) {
      const initial = initialVary(each, config);
      if (typeof initial !== "string" || initial === "") continue;
      expect([each.path, parseValues(each.field, initial)]).toEqual([
        each.path,
        { values: [each.path.split(".").reduce<unknown>((value, key) => (value as never)?.[key], config)] },
      ]);
    }
  });
});

it("a setting that is gone is told under its own name", () => {
  const { mistakes, titles } = variedOf(sections, config, { "trunk.kernels": "3" });
  expect(mistakes).toEqual([
    { field: "vary.trunk.kernels", message: expect.stringContaining("no such setting") },
  ]);
  expect(titles).toEqual({ "trunk.kernels": "trunk.kernels" });
});
