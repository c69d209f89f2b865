import { describe, expect, it } from "vitest";
import { datasets, freshForm, manifest } from "../testing/samples";
import type { Preset } from "../types";
import { familiesOf, search, shortTitles } from "./families";
import { publishedLine, publishedTable } from "./published";

function preset(id: string, change: Partial<Preset> = {}): Preset {
  return {
    id,
    title: `Digits, ${id}`,
    description: "",
    family: "ours",
    source: "a report",
    changed: "",
    published: [],
    published_note: "",
    config: freshForm().config as unknown as Preset["config"],
    ...change,
  };
}

function onManifest(path: string): Preset["config"] {
  return { data: { dataset: "manifest", path } } as unknown as Preset["config"];
}

describe("the families", () => {
  it("keep their order and leave out what all titles start with", () => {
    const found = familiesOf([preset("a"), preset("b"), preset("c", { family: "others" })], datasets);
    expect(found.map(({ name }) => name)).toEqual(["ours", "others"]);
    expect(found[0]?.presets.map(({ short }) => short)).toEqual(["a", "b"]);
    expect(found[1]?.presets.map(({ short }) => short)).toEqual(["Digits, c"]);
    expect(shortTitles(["λ = 0, x", "λ = 0, y"])).toEqual(["x", "y"]);
    expect(shortTitles(["one", "two"])).toEqual(["one", "two"]);
  });

  it("say why a preset cannot run here", () => {
    const absent = datasets.map((dataset) => ({ ...dataset, unavailable: "Put the files there." }));
    expect(familiesOf([preset("a")], absent)[0]?.unavailable).toBe("Put the files there.");
    const own = [
      preset("a", { config: onManifest("clothes/labels.csv") }),
      preset("b", { config: onManifest("b.csv") }),
    ];
    const [family] = familiesOf(own, [manifest]);
    expect(family?.presets.map(({ unavailable }) => unavailable)).toEqual([
      null,
      "There is no b.csv below the data root.",
    ]);
    expect(family?.unavailable).toBeNull();
  });

  it("are searched by all words", () => {
    const families = familiesOf([preset("a", { source: "Powers 2019" }), preset("b")], datasets);
    expect(search(families, "powers digits")[0]?.presets.map(({ preset: { id } }) => id)).toEqual(["a"]);
    expect(search(families, "nothing like it")).toEqual([]);
    expect(search(families, " ")).toBe(families);
  });
});

describe("published figures", () => {
  const figures = [
    { task: "fine", metric: "test_accuracy", value: 0.4886 },
    { task: "coarse", metric: "test_accuracy", value: 0.6416 },
    { task: "fine", metric: "test_loss", value: 1.96 },
  ];

  it("are told on one line", () => {
    expect(publishedLine(figures)).toBe("fine 48.86 %, coarse 64.16 %");
    const many = ["a", "b", "c", "d"].map((task) => ({ task, metric: "test_accuracy", value: 0.5 }));
    expect(publishedLine([...many, { task: null, metric: "overall_test_accuracy", value: 0.865 }])).toBe(
      "overall 86.50 %, 4 more",
    );
    expect(publishedLine([{ task: "attributes", metric: "test_f1", value: 0.48248 }])).toBe(
      "attributes F1 0.48248",
    );
  });

  it("are a table by task and metric", () => {
    expect(publishedTable(figures)).toEqual({
      metrics: ["accuracy", "loss"],
      rows: [
        { task: "fine", cells: ["48.86 %", "1.96"] },
        { task: "coarse", cells: ["64.16 %", ""] },
      ],
    });
    const overall = { task: null, metric: "overall_test_accuracy", value: 0.865 };
    expect(publishedTable([...figures.slice(0, 1), overall])).toEqual({
      metrics: ["accuracy"],
      rows: [
        { task: "overall", cells: ["86.50 %"] },
        { task: "fine", cells: ["48.86 %"] },
      ],
    });
  });
});
