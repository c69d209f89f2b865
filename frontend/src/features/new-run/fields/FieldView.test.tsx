import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FieldError } from "@/api/client";
import { newestRunsQuery } from "@/api/runs";
import { summary } from "@/testing/runs";
import { DataProvider, FormProvider } from "../form/context";
import { offerOf } from "../form/dataset";
import { NO_EXTRAS } from "../form/draft";
import { type FormState, setField } from "../form/edit";
import { focusField } from "../form/errors";
import { rowsOf } from "../form/tasks";
import { useDraft } from "../form/useDraft";
import { useFormErrors } from "../form/useFormErrors";
import { completeConfig } from "../schema/values";
import { datasets, freshForm, inspected, sections, task } from "../testing/samples";
import type { Inspection } from "../types";
import { SectionView } from "./SectionView";

vi.setConfig({ testTimeout: 30_000 }); // drawing many fields without a browser is slow on a busy machine

const NO_BASE = { key: "defaults", title: "", extras: NO_EXTRAS, preset: null };

let state: FormState;

type Props = {
  only: string[];
  errors?: FieldError[];
  warnings?: FieldError[];
  from?: FormState;
  inspection?: Inspection | null;
};

/** Sections of the form on their real schema, without the page around them. */
function Form({ only, errors = [], warnings = [], from = freshForm(), inspection = null }: Props) {
  const [base] = useState(() => ({ ...NO_BASE, config: from.config }));
  const { store, formIn, edit, config } = useDraft(base);
  state = formIn(store.get());
  const others = { inspection: [], expansion: [], submit: [], extras: [], varied: {} };
  const found = { preview: errors, warnings, ...others };
  const { remarks } = useFormErrors(sections, base.config, config, found);
  return (
    <FormProvider value={{ sections, datasets, store, formIn, edit, remarks }}>
      <DataProvider value={{ offer: offerOf(config, datasets, inspection), inspection, pending: false }}>
        {sections
          .filter(({ title }) => only.includes(title))
          .map((section) => (
            <SectionView key={section.title} section={section} />
          ))}
      </DataProvider>
    </FormProvider>
  );
}

/** A form on a manifest, with these tasks. */
function ownImages(path: string, names: string[] = []): FormState {
  const tasks = names.map((name) => ({ name }));
  return { config: completeConfig(sections, { data: { dataset: "manifest", path }, tasks }), aside: {} };
}

function show(props: Props) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(newestRunsQuery("digits").queryKey, [
    summary({ id: 12, name: "dropping", status: "succeeded" }),
  ]);
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <Form {...props} />
      </QueryClientProvider>
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
      only: ["Data and tasks", "Model and sharing", "Drop schedule"],
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
      ...{ class_weights: "none", label_smoothing: 0, loss: "cross_entropy" },
    });
    await user.click(screen.getByRole("button", { name: "None" }));
    expect(state.config.tasks).toEqual([]);
    expect(screen.getByText("Switch on at least one task.")).toBeVisible();
  });
});

describe("many tasks", () => {
  const tasks = Array.from({ length: 40 }, (_, index) =>
    task(index % 10 === 0 ? `Hair_${index}` : `face_${index}`),
  );

  it("fold to those that are on, and a filter finds the others", async () => {
    const user = show({ only: ["Data and tasks"], inspection: inspected(tasks) });
    const shown = () => screen.getAllByRole("checkbox").length;
    // The two tasks of the digits are not among them: they are shown, so that they can be switched off.
    expect(shown()).toBe(2);
    await user.click(screen.getByRole("button", { name: "None" }));
    await user.type(screen.getByLabelText("Filter tasks"), "hair");
    expect(shown()).toBe(4);
    await user.click(screen.getByRole("button", { name: "All 4 found" }));
    expect(rowsOf(state.config).map(({ name }) => name)).toEqual(["Hair_0", "Hair_10", "Hair_20", "Hair_30"]);
    await user.clear(screen.getByLabelText("Filter tasks"));
    await user.click(screen.getByRole("button", { name: "Show all 40 tasks" }));
    expect(shown()).toBe(40);
  });

  it("take one setting at once", async () => {
    const user = show({ only: ["Data and tasks"] });
    await user.click(screen.getByRole("button", { name: "All" }));
    await user.clear(screen.getByLabelText("Weight of parity"));
    await user.type(screen.getByLabelText("Weight of parity"), "3");
    const all = screen.getByLabelText("Weight of all 4");
    expect(all).toHaveValue("");
    expect(all).toHaveAttribute("placeholder", "mixed");
    await user.type(all, "0.5");
    await user.type(screen.getByLabelText("Head layers of all 4"), "64");
    expect(rowsOf(state.config).map(({ weight }) => weight)).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(rowsOf(state.config).map(({ head_hidden }) => head_hidden)).toEqual([[64], [64], [64], [64]]);
  });

  it("keep the rare settings behind a button until one of them says something", async () => {
    const user = show({ only: ["Data and tasks"] });
    expect(screen.queryByLabelText("Class weights of digit")).toBeNull();
    await user.click(screen.getByRole("button", { name: "More columns" }));
    await user.selectOptions(screen.getByLabelText("Class weights of digit"), "balanced");
    expect(rowsOf(state.config)[0]).toMatchObject({ class_weights: "balanced" });
  });
});

describe("the data set", () => {
  it("changes its settings, the tasks and the trunk that suits it", async () => {
    const user = show({ only: ["Data and tasks", "Model and sharing"] });
    expect(screen.getByLabelText("Hidden layers")).toBeVisible();
    await user.click(screen.getByRole("combobox", { name: "Data set" }));
    await user.click(await screen.findByRole("option", { name: /Fashion-MNIST/ }));
    expect(state.config.data).toMatchObject({ dataset: "fashion-mnist", groups: { sneaker: "shoes" } });
    expect(rowsOf(state.config).map(({ name }) => name)).toEqual(["item", "group"]);
    expect(screen.queryByLabelText("Hidden layers")).toBeNull();
    await user.click(screen.getByRole("button", { name: "More: Data and tasks" }));
    await user.clear(screen.getByLabelText("Bag"));
    expect(screen.getByLabelText("Bag")).toHaveAccessibleDescription("Must not be empty.");
    await user.type(screen.getByLabelText("Bag"), "unisex");
    expect(state.config.data).toMatchObject({ groups: { bag: "unisex" } });
  });

  it("of one's own is read once its path is complete", async () => {
    const user = show({ only: ["Data and tasks"], from: ownImages("clothes/labels.csv") });
    const path = screen.getByRole("combobox", { name: "Manifest" });
    await user.clear(path);
    await user.type(path, "far/away/labels.csv");
    expect(state.config.data).toMatchObject({ path: "clothes/labels.csv" });
    await user.keyboard("{Enter}");
    expect(state.config.data).toMatchObject({ path: "far/away/labels.csv" });
    expect(state.config.tasks).toEqual([]);
  });

  it("of one's own joins columns into one task", async () => {
    const columns = inspected([task("hat"), task("scarf"), task("coat")]);
    const user = show({
      only: ["Data and tasks"],
      from: ownImages("clothes/labels.csv", ["hat", "scarf", "coat"]),
      inspection: columns,
    });
    await user.click(screen.getByRole("button", { name: "More: Data and tasks" }));
    await user.type(screen.getByLabelText("Name of the joined task"), "worn");
    await user.click(screen.getByRole("combobox", { name: "Columns to join" }));
    await user.click(await screen.findByRole("option", { name: "hat" }));
    await user.click(await screen.findByRole("option", { name: "scarf" }));
    await user.click(screen.getByRole("button", { name: "Join" }));
    expect(state.config.data).toMatchObject({ multi_label: { worn: ["hat", "scarf"] } });
    expect(rowsOf(state.config).map(({ name }) => name)).toEqual(["coat", "worn"]);
    await user.click(screen.getByRole("button", { name: "Take worn apart" }));
    expect(rowsOf(state.config).map(({ name }) => name)).toEqual(["hat", "scarf", "coat"]);
  });

  it("with several allowed values takes any of them", async () => {
    const mnist = {
      ...completeConfig(sections, { data: { dataset: "mnist" } }),
      tasks: freshForm().config.tasks,
    };
    const user = show({ only: ["Data and tasks"], from: { config: mnist, aside: {} } });
    const kept = screen.getByRole("group", { name: "Digits kept" });
    await user.click(within(kept).getByLabelText("4"));
    await user.click(within(kept).getByLabelText("0"));
    expect(state.config.data).toMatchObject({ digits: [0, 4] });
  });
});

describe("reading another task", () => {
  it("asks for a hidden layer and offers one", async () => {
    const user = show({ only: ["Model and sharing"] });
    await user.click(screen.getByRole("combobox", { name: "Let a task read others" }));
    await user.click(await screen.findByRole("option", { name: "parity" }));
    expect(state.config.sharing).toMatchObject({ reuse: { parity: ["digit"] } }); // there is no other choice
    expect(screen.getByText(/The head of parity has no hidden layer/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Give parity a hidden layer of 128" }));
    expect(rowsOf(state.config)[1]).toMatchObject({ head_hidden: [128] });
    expect(screen.queryByText(/has no hidden layer/)).toBeNull();
  });

  it("does not offer a circle, and says why", async () => {
    const config = setField(freshForm(), "sharing.reuse", { parity: ["digit"], digit: [] });
    const user = show({ only: ["Model and sharing"], from: config });
    await user.click(screen.getByRole("combobox", { name: "digit reads" }));
    const option = await screen.findByRole("option", { name: /parity/ });
    expect(option).toHaveTextContent("parity reads digit");
    expect(option).toHaveAttribute("data-combobox-disabled");
    await user.click(screen.getByRole("button", { name: "parity reads nothing" }));
    expect(state.config.sharing).toMatchObject({ reuse: { digit: [] } });
  });
});

describe("numbers by task", () => {
  it("are there for the tasks that have one", async () => {
    const user = show({
      only: ["Drop schedule"],
      from: setField(freshForm(), "schedule", { kind: "random", p: 0.8, rates: {}, rates_of: null }),
    });
    await user.click(screen.getByRole("button", { name: /More: Drop schedule/ }));
    await user.type(screen.getByLabelText("P by task: parity"), "0.5");
    expect(state.config.schedule).toMatchObject({ rates: { parity: 0.5 } });
    await user.clear(screen.getByLabelText("P by task: parity"));
    expect(state.config.schedule).toMatchObject({ rates: {} });
  });
});

it("the run whose rates are taken is chosen among those with the same tasks", async () => {
  const user = show({
    only: ["Drop schedule"],
    from: setField(freshForm(), "schedule", { kind: "random", p: 0.8, rates: {}, rates_of: null }),
  });
  await user.click(screen.getByRole("button", { name: /More: Drop schedule/ }));
  await user.click(screen.getByRole("combobox", { name: "Rates of run" }));
  await user.click(screen.getByRole("option", { name: "#12 dropping (succeeded)" }));
  expect(state.config.schedule).toMatchObject({ rates_of: 12 });
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

  it("are given to one metric, alone or with a floor", async () => {
    const user = show({ only: ["Drop schedule"] });
    const none = { depth: 0, samples: 0, incompleteness: 0, stagnancy: 0, base: 0 };
    await user.click(screen.getByRole("button", { name: "One metric…" }));
    await user.click(await screen.findByRole("menuitem", { name: "λ stagnant alone" }));
    expect(state.config.schedule).toMatchObject({ lambdas: { ...none, stagnancy: 1 } });
    await user.click(screen.getByRole("button", { name: "One metric…" }));
    await user.click(await screen.findByRole("menuitem", { name: "λ depth 0.8 + λ base 0.2" }));
    expect(state.config.schedule).toMatchObject({ lambdas: { ...none, depth: 0.8, base: 0.2 } });
  });
});
