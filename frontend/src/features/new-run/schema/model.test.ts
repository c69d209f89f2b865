import { describe, expect, it } from "vitest";
import { allFields, fieldAt, freshForm, sections } from "../testing/samples";
import { advancedFields, isMapping, openFields, titleIn } from "./layout";
import { type Field, type JsonSchema, sectionsOf } from "./model";
import { complete, completeConfig } from "./values";

function onlyField(property: JsonSchema, $defs: Record<string, JsonSchema> = {}): Field {
  const field = sectionsOf({ type: "object", properties: { thing: property }, $defs })[0]?.fields[0];
  if (!field) throw new Error("no field");
  return field;
}

/** A form on other data. */
function on(data: { dataset: string }) {
  return { config: completeConfig(sections, { ...freshForm().config, data }), aside: {} };
}

/** All fields, those of every member of a union too. */
function everyField(fields: Field[]): Field[] {
  return fields.flatMap((field) => [field, ...everyField(inside(field))]);
}

function inside(field: Field): Field[] {
  if (field.kind === "union") return field.members.flatMap((member) => member.fields);
  if (field.kind === "tasks") return field.columns;
  return "fields" in field ? field.fields : [];
}

describe("the fields of the real schema", () => {
  it("stand in the sections of the design, in its order", () => {
    expect(sections.map(({ title }) => title)).toEqual([
      "Data and tasks",
      "Model and sharing",
      "Drop schedule",
      "Weighting",
      "Optimisation",
      "Run",
    ]);
  });

  it("have the widget of their type", () => {
    const kinds = Object.fromEntries(
      ["data", "data.validation_fraction", "tasks", "trunk", "trunk.hidden", "schedule.lambdas"].map(
        (path) => [path, fieldAt(path).kind],
      ),
    );
    expect(kinds).toEqual({
      data: "union",
      "data.validation_fraction": "number",
      tasks: "tasks",
      trunk: "union",
      "trunk.hidden": "numbers",
      "schedule.lambdas": "simplex",
    });
    expect(fieldAt("augmentation.horizontal_flip").kind).toBe("boolean");
    expect(fieldAt("data").widget).toBe("dataset");
    expect(fieldAt("sharing.reuse")).toMatchObject({ kind: "lists", widget: "reuse" });
    const own = on({ dataset: "manifest" });
    expect(fieldAt("data.path", own)).toMatchObject({ kind: "text", widget: "manifest", maxLength: 500 });
    expect(fieldAt("data.multi_label", own)).toMatchObject({ kind: "lists", widget: "multi_label" });
    expect(fieldAt("data.digits", on({ dataset: "mnist" }))).toMatchObject({
      kind: "choices",
      options: Array.from({ length: 10 }, (_, digit) => ({ value: digit, label: String(digit) })),
    });
  });

  it("carry bounds, unit, step, default and help", () => {
    expect(fieldAt("optimizer.learning_rate")).toMatchObject({
      title: "Learning rate",
      initial: 0.001,
      bounds: { integer: false, min: null, above: 0, max: 100, below: null },
    });
    expect(fieldAt("batch_size")).toMatchObject({
      unit: "images",
      bounds: { integer: true, min: 1, step: 1 },
    });
    expect(fieldAt("schedule.beta")).toMatchObject({ bounds: { step: 0.05 } });
    expect(fieldAt("schedule.beta").help).toContain("rate of change");
  });

  it("offer the members of a union without the tag, in the words of people", () => {
    const schedule = fieldAt("schedule");
    if (schedule.kind !== "union") throw new Error(schedule.kind);
    expect(schedule.members.map(({ label }) => label)).toEqual([
      "always on",
      "DST",
      "random",
      "round robin",
      "soft",
    ]);
    expect(schedule.members[0]?.fields).toEqual([]);
    expect(schedule.members[2]?.fields.map(({ name }) => name)).toContain("p");
    expect(schedule.members[2]?.fields.find(({ name }) => name === "rates")).toMatchObject({
      kind: "rates",
      bounds: { min: 0, max: 1 },
    });
  });

  it("turn each setting of a task but its name into a column", () => {
    const tasks = fieldAt("tasks");
    if (tasks.kind !== "tasks") throw new Error(tasks.kind);
    const titles = (advanced: boolean) =>
      tasks.columns.filter((column) => column.advanced === advanced).map(({ title }) => title);
    expect(titles(false)).toEqual(["Weight", "Head layers", "Labels kept"]);
    expect(titles(true)).toEqual(["Class weights", "Smoothing", "Loss"]);
  });

  it("name a group only where its name says something", () => {
    expect(fieldAt("augmentation").title).toBe("Augmentation");
    const nameless = onlyField(
      { $ref: "#/$defs/Part" },
      { Part: { title: "Part", properties: {}, type: "object" } },
    );
    expect(nameless.title).toBe("");
  });

  it("leave nothing to a JSON input, whichever member of a union is chosen", () => {
    const kinds = everyField(allFields).map(({ kind }) => kind);
    expect(kinds).not.toContain("json");
    expect(kinds.length).toBeGreaterThan(80);
  });
});

describe("shapes that the schema does not have yet", () => {
  it("become a JSON input when they are unknown", () => {
    const shapes: JsonSchema[] = [
      {},
      { type: "object" },
      { type: "array", items: { type: "object" } },
      { type: "object", additionalProperties: { type: "boolean" } },
      { anyOf: [{ type: "string" }, { type: "integer" }] },
    ];
    for (const shape of shapes) expect(onlyField(shape).kind).toBe("json");
  });

  it("take several of the values that are listed, and words", () => {
    expect(onlyField({ type: "array", items: { enum: ["a", "b"] } })).toMatchObject({
      kind: "choices",
      options: [{ value: "a" }, { value: "b" }],
    });
    expect(onlyField({ type: "array", items: { type: "string" } }).kind).toBe("texts");
  });

  it("may be empty where null is allowed", () => {
    const number = onlyField({
      anyOf: [{ type: "number", minimum: 0 }, { type: "null" }],
      default: null,
      title: "Clip",
    });
    expect(number).toMatchObject({ kind: "number", nullable: true, title: "Clip", initial: null });
    const choice = onlyField({ anyOf: [{ enum: ["a", "b"] }, { type: "null" }] });
    expect(choice).toMatchObject({ kind: "choice", options: [{ value: null, label: "none" }, {}, {}] });
    const group = onlyField(
      { anyOf: [{ $ref: "#/$defs/Early" }, { type: "null" }], default: null },
      { Early: { type: "object", properties: { patience: { type: "integer", default: 3 } } } },
    );
    expect(group.kind).toBe("optional");
    if (group.kind === "optional") expect(complete(group.inner, undefined)).toEqual({ patience: 3 });
  });

  it("land in a section of their own when they name none", () => {
    expect(sectionsOf({ properties: { thing: { type: "string" } } })[0]?.title).toBe("Other");
  });
});

describe("layout", () => {
  it("puts what needs a line of its own last, and the advanced aside", () => {
    const dst = fieldAt("schedule");
    if (dst.kind !== "union") throw new Error(dst.kind);
    const names = openFields(dst.members[1]?.fields ?? []).map(({ name }) => name);
    expect(names).toEqual(["beta", "reading", "lambdas"]);
  });

  it("finds the advanced settings of the member that is chosen", () => {
    const fields = sections.find(({ title }) => title === "Drop schedule")?.fields ?? [];
    const paths = (kind: string) => advancedFields(fields, { schedule: { kind } }).map(({ path }) => path);
    expect(paths("dst")).toEqual(["schedule.loss_scale", "schedule.all_dropped"]);
    expect(paths("always_on")).toEqual([]);
  });

  it("puts first what says what the others are about", () => {
    const data = fieldAt("data");
    if (data.kind !== "union") throw new Error(data.kind);
    const own = data.members.find(({ value }) => value === "manifest");
    expect(openFields(own?.fields ?? [])[0]?.name).toBe("path");
  });

  it("reads a table of words as one", () => {
    const groups = fieldAt("data.groups", on({ dataset: "fashion-mnist" }));
    const seeds = fieldAt("seeds");
    if (groups.kind !== "group" || seeds.kind !== "group") throw new Error("no groups");
    expect([isMapping(groups), isMapping(seeds)]).toEqual([true, false]);
  });

  it("names a setting by its group, without spoiling symbols", () => {
    expect(titleIn("Augmentation", "Flip")).toBe("Augmentation: flip");
    expect(titleIn("Extra", "P")).toBe("Extra: P");
    expect(titleIn("", "Flip")).toBe("Flip");
  });
});

describe("completing a configuration", () => {
  it("fills in what is missing and drops what is unknown", () => {
    const config = completeConfig(sections, {
      tasks: [{ name: "digit", colour: "red" }],
      optimizer: { kind: "sgd", momentum: 0.5 },
      retired: true,
    });
    expect(config).not.toHaveProperty("retired");
    expect(config.tasks).toEqual([
      {
        name: "digit",
        weight: 1,
        head_hidden: [],
        label_fraction: 1,
        class_weights: "none",
        label_smoothing: 0,
        loss: "cross_entropy",
      },
    ]);
    expect(config.optimizer).toEqual({
      kind: "sgd",
      learning_rate: 0.01,
      momentum: 0.5,
      nesterov: false,
      weight_decay: 0,
    });
  });
});
