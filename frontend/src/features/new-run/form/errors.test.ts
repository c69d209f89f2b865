import { afterEach, describe, expect, it } from "vitest";
import { fieldId, focusField, inConfig, place } from "./errors";

const known = new Set([
  "config.schedule.lambdas",
  "config.trunk",
  "config.trunk.hidden",
  "seeds",
  "config.tasks.0.name",
]);
const error = (field: string, message = field) => ({ field, message });

describe("placing messages", () => {
  it("puts them under the field they name, else under the nearest around it", () => {
    const { byField, unplaced } = place(known, [
      error("config.schedule.lambdas"),
      error("config.trunk.hidden.1"),
      error("config.trunk.depth"),
      error("config.tasks.0.name"),
      error("seeds.list[int].0"),
    ]);
    expect([...byField]).toEqual([
      ["config.schedule.lambdas", ["config.schedule.lambdas"]],
      ["config.trunk.hidden", ["config.trunk.hidden.1"]],
      ["config.trunk", ["config.trunk.depth"]],
      ["config.tasks.0.name", ["config.tasks.0.name"]],
      ["seeds", ["seeds.list[int].0"]],
    ]);
    expect(unplaced).toEqual([]);
  });

  it("keeps what no field shows", () => {
    expect(place(known, [error("config.retired"), error("")]).unplaced).toHaveLength(2);
  });

  it("does not mistake a longer name for a shorter one", () => {
    expect(place(known, [error("seedsX")]).unplaced).toHaveLength(1);
  });

  it("lets the earlier list speak for a field, and says nothing twice", () => {
    const { byField } = place(
      known,
      [error("config.trunk.hidden", "List at least one number.")],
      [
        error("config.trunk.hidden.0", "Input should be valid"),
        error("config.trunk", "a"),
        error("config.trunk", "a"),
      ],
    );
    expect(byField.get("config.trunk.hidden")).toEqual(["List at least one number."]);
    expect(byField.get("config.trunk")).toEqual(["a"]);
  });

  it("gives the names of a preview the prefix of a submit", () => {
    const fields = inConfig([
      error("schedule.beta"),
      error("config.epochs"),
      error(""),
      error("configuration"),
    ]);
    expect(fields.map(({ field }) => field)).toEqual([
      "config.schedule.beta",
      "config.epochs",
      "config",
      "config.configuration",
    ]);
  });
});

describe("focusing a field", () => {
  afterEach(() => {
    document.body.innerHTML = "";
  });

  it("finds the input itself, or the chosen one of several", () => {
    document.body.innerHTML = `
      <input id="${fieldId("config.epochs")}">
      <div id="${fieldId("config.trunk")}"><input type="radio"><input type="radio" checked data-chosen></div>`;
    focusField("config.epochs");
    expect(document.activeElement?.id).toBe("field-config.epochs");
    focusField("config.trunk");
    expect(document.activeElement).toHaveAttribute("data-chosen");
  });
});
