import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { renderInApp } from "@/testing/render";
import { datasets, freshForm } from "../testing/samples";
import type { Preset } from "../types";
import { ChosenPreset } from "./ChosenPreset";
import { Presets } from "./Presets";

const config = freshForm().config as unknown as Preset["config"];
const absent = { data: { dataset: "manifest", path: "gone.csv" } } as unknown as Preset["config"];
const ours: Preset = {
  id: "digits-dst",
  title: "Digits, DST",
  description: "Four tasks",
  family: "Ours",
  source: "Our own settings",
  changed: "",
  published: [],
  published_note: "",
  config,
};
const reported: Preset = {
  ...ours,
  id: "digits-reported",
  title: "Digits, reported",
  source: "A report",
  changed: "The seed.",
  published: [{ task: "digit", metric: "test_accuracy", value: 0.9 }],
  published_note: "On other data.",
};
const presets = [
  ours,
  reported,
  { ...ours, id: "clothes", title: "Clothes", family: "Theirs", config: absent },
];

afterEach(cleanup);

describe("the gallery", () => {
  const show = (chosen: string | null, modified = false) =>
    renderInApp(<Presets presets={presets} datasets={datasets} chosen={chosen} modified={modified} />);

  it("offers each preset by name, and says why a family has none that can run", async () => {
    const { path } = await show("digits-dst", true);
    const family = screen.getByRole("region", { name: "Ours" });
    expect(within(family).getByRole("link", { name: "DST modified" })).toHaveAttribute(
      "aria-current",
      "true",
    );
    expect(screen.getByRole("region", { name: "Theirs" })).toHaveTextContent("There is no gone.csv");
    await userEvent.click(within(family).getByRole("link", { name: "reported" }));
    expect(path()).toBe("/new?preset=digits-reported");
  });

  it("tells what is known of each preset of a family that is unfolded", async () => {
    await show("digits-dst");
    await userEvent.click(screen.getByRole("button", { name: "Ours 2" }));
    const card = screen.getByRole("link", { name: /Digits, reported/ });
    expect(card).toHaveTextContent("Published: digit 90.00 %");
    expect(card).toHaveTextContent("A report");
    expect(card).toHaveTextContent("We changed: The seed.");
  });

  it("is searched, also while it is folded", async () => {
    await show(null);
    expect(screen.queryByRole("link")).toBeNull();
    const box = screen.getByLabelText("Search presets");
    await userEvent.type(box, "report");
    expect(screen.getAllByRole("link")).toHaveLength(1);
    await userEvent.type(box, " no such");
    expect(screen.getByText(/No preset has/)).toBeVisible();
  });
});

describe("the chosen preset", () => {
  const changed = [{ name: "config.epochs", title: "Epochs" }];

  it("shows its figures, where they are from and in what the form differs", async () => {
    const restore = vi.fn();
    await renderInApp(<ChosenPreset preset={reported} changed={changed} restorable onRestore={restore} />);
    const shown = screen.getByRole("region", { name: "Preset" });
    for (const text of [
      "published accuracy",
      "90.00 %",
      "On other data.",
      "A report. We changed: The seed.",
    ]) {
      expect(shown).toHaveTextContent(text);
    }
    expect(screen.getByRole("button", { name: "Epochs" })).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "Restore the preset" }));
    expect(restore).toHaveBeenCalledOnce();
  });

  it("cannot be restored in a clone, which stands on its run", async () => {
    await renderInApp(
      <ChosenPreset preset={ours} changed={changed} restorable={false} onRestore={() => {}} />,
    );
    expect(screen.queryByRole("button", { name: "Restore the preset" })).toBeNull();
  });
});
