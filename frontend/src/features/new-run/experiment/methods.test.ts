import { describe, expect, it } from "vitest";
import { setField } from "../form/edit";
import { freshForm, sections } from "../testing/samples";
import { MATCHED, METHOD, methodGroups, methodText, ownMethod, ownMethodValue, rateSource } from "./methods";
import { variedOf } from "./vary";

const { config } = freshForm();
const weighed = setField(freshForm(), "weighting", { kind: "uncertainty" }).config;
const plain = setField(freshForm(), "schedule", { kind: "always_on" }).config;

it("methods are offered by part, with what each does; ordinary training is one of them", () => {
  const groups = methodGroups(sections, config);
  expect(groups.map(({ items }) => items.length)).toEqual([6, 9, 8]);
  const options = groups.flatMap(({ items }) => items);
  expect(options.find(({ value }) => value === "pcgrad")).toEqual({
    value: "pcgrad",
    label: "PCGrad",
    help: expect.stringContaining("conflicts"),
  });
  expect(options.every(({ help }) => help.length > 0)).toBe(true);
  const names = options.map(({ value }) => value);
  expect(names).toEqual(expect.arrayContaining(["always_on", MATCHED, "uncertainty"]));
  expect(names).not.toEqual(expect.arrayContaining(["fixed"]));
  expect(names).not.toEqual(expect.arrayContaining(["sum"]));
});

it.each([
  [config, "dst", "dst", "DST"],
  [plain, "always_on", "always_on", "always on"],
  [weighed, "dst + uncertainty", { schedule: "dst", weighting: "uncertainty" }, "DST + uncertainty"],
])("%# the form's own method is named by what is not plain in it", (given, name, value, text) => {
  expect([ownMethod(given), ownMethodValue(given), methodText(name)]).toEqual([name, value, text]);
});

describe("the methods of a launch", () => {
  const five = ["always_on", MATCHED, "uncertainty", "pcgrad"];

  it("come after the form's own", () => {
    expect(variedOf(sections, config, { [METHOD]: five }).vary).toEqual({ method: ["dst", ...five] });
    expect(variedOf(sections, weighed, { [METHOD]: ["dst"] }).vary).toEqual({
      method: [{ schedule: "dst", weighting: "uncertainty" }, "dst"],
    });
  });

  it("are nothing varied where there is only the form's own", () => {
    expect(variedOf(sections, config, { [METHOD]: [] }).vary).toEqual({});
    expect(variedOf(sections, config, { [METHOD]: ["dst"] })).toMatchObject({ vary: {}, mistakes: [] });
  });
});

it("rates are those of DST where it is compared, else of another that drops", () => {
  expect(rateSource("round_robin", ["dst"])).toBe("dst");
  expect(rateSource("dst + uncertainty", [])).toBe("dst");
  expect(rateSource("always_on", ["random", "round_robin"])).toBe("round_robin");
  expect(rateSource("random", [])).toBe("random");
  expect(rateSource("always_on", ["soft"])).toBeUndefined();
});
