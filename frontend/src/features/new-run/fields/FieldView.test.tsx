import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FieldError } from "@/api/client";
import { FormProvider, RemarksProvider } from "../form/context";
import { NO_EXTRAS } from "../form/draft";
import type { FormState } from "../form/edit";
import { focusField } from "../form/errors";
import { useDraft } from "../form/useDraft";
import { useFormErrors } from "../form/useFormErrors";
import { digits, fashion, freshForm, sections } from "../testing/samples";
import { SectionView } from "./SectionView";

vi.setConfig({ testTimeout: 30_000 }); // drawing many fields without a browser is slow on a busy machine

const NO_BASE = { key: "defaults", title: "", extras: NO_EXTRAS, preset: null };

let state: FormState;

type Props = { only: string[]; errors?: FieldError[]; warnings?: FieldError[] };

/** Sections of the form on their real schema, without the page around them. */
function Form({ only, errors = [], warnings = [] }: Props) {
  const [base] = useState(() => ({ ...NO_BASE, config: freshForm().config }));
  const { store, formIn, edit, config } = useDraft(base);
  state = formIn(store.get());
  const found = { preview: errors, submit: [], seeds: null, warnings };
  const { remarks } = useFormErrors(sections, base.config, config, found);
  return (
    <FormProvider value={{ sections, datasets: [digits, fashion], store, formIn, edit }}>
      <RemarksProvider value={remarks}>
        {sections
          .filter(({ title }) => only.includes(title))
          .map((section) => (
            <SectionView key={section.title} section={section} />
          ))}
      </RemarksProvider>
    </FormProvider>
  );
}

function show(props: Props) {
  render(
    <MantineProvider env="test">
      <Form {...props} />
    </MantineProvider>,
  );
  return userEvent.setup();
}

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

describe("a union", () => {
  it("shows the fields of the chosen member and remembers those of the others", async () => {
    const user = show({ only: ["Optimisation"] });
    const chosen = screen.getByRole("radiogroup", { name: "Optimiser" });
    expect(screen.queryByLabelText("Momentum")).toBeNull();
    await user.click(within(chosen).getByLabelText("SGD"));
    await user.clear(screen.getByLabelText("Momentum"));
    await user.type(screen.getByLabelText("Momentum"), "0.5");
    await user.click(within(chosen).getByLabelText("AdamW"));
    expect(screen.queryByLabelText("Momentum")).toBeNull();
    await user.click(within(chosen).getByLabelText("SGD"));
    expect(screen.getByLabelText("Momentum")).toHaveValue("0.5");
    expect(state.config.optimizer).toMatchObject({ kind: "sgd", momentum: 0.5 });
  });
});

describe("mistakes", () => {
  it("stand under their field with the remedy, and what was typed stays", async () => {
    const user = show({ only: ["Optimisation"] });
    const rate = screen.getByLabelText("Learning rate");
    await user.clear(rate);
    expect(rate).toHaveAccessibleDescription("Enter a number. Try 0.001.");
    await user.type(rate, "-1e-3");
    expect(rate).toHaveValue("-1e-3");
    expect(rate).toHaveAccessibleDescription("Must be above 0. Try 0.001.");
    expect(rate).toHaveAttribute("aria-invalid", "true");
    await user.clear(rate);
    await user.type(rate, "1e-4");
    expect(rate).not.toHaveAccessibleDescription();
    expect(state.config.optimizer).toMatchObject({ learning_rate: 1e-4 });
  });

  it("that the server found stand under the field that it names, warnings too", () => {
    show({
      only: ["Data and tasks", "Model", "Drop schedule"],
      errors: [
        { field: "schedule.lambdas", message: "the five λ must sum to 1" },
        { field: "tasks.1.name", message: "digits has no task 'parity'" },
        { field: "trunk.hidden.0", message: "too wide" },
      ],
      warnings: [{ field: "schedule.beta", message: "no effect" }],
    });
    expect(
      within(screen.getByRole("group", { name: /^λ/ })).getByText("the five λ must sum to 1"),
    ).toBeVisible();
    const row = screen.getByRole("row", { name: /parity/ });
    expect(within(row).getByText("digits has no task 'parity'")).toBeVisible();
    expect(screen.getByLabelText("Hidden layers")).toHaveAccessibleDescription("too wide");
    expect(screen.getByLabelText("β")).toHaveAccessibleDescription("no effect");
    focusField("config.trunk.hidden");
    expect(screen.getByLabelText("Hidden layers")).toHaveFocus();
  });

  it("open the advanced settings that they are in", () => {
    show({ only: ["Data and tasks", "Run"], errors: [{ field: "probe_samples", message: "too many" }] });
    expect(screen.getByRole("button", { name: "More: Run" })).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByRole("button", { name: "More: Data and tasks" })).toHaveAttribute(
      "aria-expanded",
      "false",
    );
  });
});

describe("tasks", () => {
  it("are switched on and off with their settings", async () => {
    const user = show({ only: ["Data and tasks"] });
    await user.click(screen.getByRole("checkbox", { name: "closed-loop" }));
    const kept = screen.getByLabelText("Labels kept of closed-loop");
    await user.clear(kept);
    await user.type(kept, "0.25");
    await user.type(screen.getByLabelText("Head layers of closed-loop"), "64 32");
    expect(state.config.tasks).toContainEqual({
      ...{ name: "closed-loop", weight: 1, head_hidden: [64, 32], label_fraction: 0.25 },
    });
    await user.click(screen.getByRole("button", { name: "None" }));
    expect(state.config.tasks).toEqual([]);
    expect(screen.getByText("Switch on at least one task.")).toBeVisible();
  });
});

describe("shares", () => {
  it("follow a slider, and a typed number is left alone until it is asked to be rescaled", async () => {
    const user = show({ only: ["Drop schedule"] });
    const depth = screen.getByRole("slider", { name: /λ depth/ });
    depth.focus();
    await user.keyboard("{ArrowRight}");
    expect(state.config.schedule).toMatchObject({ lambdas: { depth: 0.25, base: 0.18 } });
    const typed = screen.getByLabelText("λ base");
    await user.clear(typed);
    await user.type(typed, "0.68");
    expect(screen.getByText("Sum 1.5")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Rescale to 1" }));
    expect(screen.getByText("Sum 1")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Distribute evenly" }));
    expect(state.config.schedule).toMatchObject({ lambdas: { depth: 0.2, base: 0.2 } });
  });
});
