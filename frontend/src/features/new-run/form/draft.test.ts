import { beforeEach, describe, expect, it } from "vitest";
import { datasets, freshForm, sections } from "../testing/samples";
import type { Run } from "../types";
import { dataBase, defaultBase, keyOf, runBase, searchOf } from "./base";
import { afterLaunch, type Draft, intentFor, loadDraft, NO_DRAFT, NO_EXTRAS, saveDraft } from "./draft";

const draft: Draft = {
  base: "preset:digits-dst",
  forms: { "preset:digits-dst": freshForm(), "run:4": freshForm() },
  extras: { preset: { ...NO_EXTRAS, name: "n", experiment: "e", tags: ["t"], seeds: "0-2", twin: true } },
  intent: { key: "k", body: "b" },
};

describe("the draft", () => {
  beforeEach(() => sessionStorage.clear());

  it("survives a reload", () => {
    saveDraft(draft);
    expect(loadDraft()).toEqual(draft);
  });

  it("is empty at first and when it cannot be read", () => {
    expect(loadDraft()).toEqual(NO_DRAFT);
    saveDraft(draft);
    sessionStorage.setItem(sessionStorage.key(0) ?? "", "{");
    expect(loadDraft()).toEqual(NO_DRAFT);
  });

  it("loses what was launched and keeps the rest", () => {
    const after = afterLaunch(draft, "preset:digits-dst");
    expect(Object.keys(after.forms)).toEqual(["run:4"]);
    expect(after.extras.preset).toEqual({ ...NO_EXTRAS, experiment: "e", tags: ["t"] });
    expect(after.intent).toBeNull();
  });
});

describe("the key of an intent", () => {
  it("stays while the wish is the same, and is new for another", () => {
    const first = intentFor(null, "a");
    expect(intentFor(first, "a")).toBe(first);
    expect(intentFor(first, "b").key).not.toBe(first.key);
    expect(first.key).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("where a form starts", () => {
  it("is in the address", () => {
    const keys = ["preset:digits-dst", "run:42", "data:celeba", "data:manifest/mine/labels.csv"];
    for (const key of keys) expect(keyOf(searchOf(key))).toBe(key);
    expect(searchOf("data:manifest/mine/labels.csv")).toEqual({
      dataset: "manifest",
      manifest: "mine/labels.csv",
    });
    expect(keyOf({})).toBeNull();
    expect(searchOf("defaults")).toEqual({});
  });

  it("may be a data set, with all of its tasks and the trunk that suits it", () => {
    const base = dataBase({ dataset: "fashion-mnist" }, sections, datasets);
    expect(base?.title).toBe("the defaults on Fashion-MNIST");
    expect(base?.config).toMatchObject({
      data: { dataset: "fashion-mnist" },
      tasks: [{ name: "item" }, { name: "group" }],
      trunk: { kind: "fast_residual" },
    });
    expect(dataBase({ dataset: "nothing" }, sections, datasets)).toBeNull();
    const own = dataBase({ dataset: "manifest", manifest: "mine/labels.csv" }, sections, datasets);
    expect(own?.config).toMatchObject({ data: { path: "mine/labels.csv" }, tasks: [] });
    expect(defaultBase(sections, datasets).config).toMatchObject({ data: { dataset: "digits" } });
  });

  const run = {
    id: 7,
    experiment: null,
    tags: ["t"],
    preset: "p",
    config: freshForm().config,
  } as unknown as Run;
  it.each([
    ["digits · DST · seed 0", ""],
    ["digits · DST", ""],
    ["mine · seed 12", "mine"],
    ["mine", "mine"],
  ])("a clone of %j is called %j", (name, expected) => {
    expect(runBase({ ...run, name }, sections).extras).toMatchObject({
      name: expected,
      tags: ["t"],
      experiment: "",
    });
  });
});
