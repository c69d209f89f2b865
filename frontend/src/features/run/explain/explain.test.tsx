import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { client, type Schemas } from "@/api/client";
import type { Cell } from "@/charts/records";
import { EPOCHS, RUN, runOf, simpleEpochs } from "@/charts/testing/records";
import { renderInApp } from "@/testing/render";
import { ExplainView } from "./ExplainView";
import { explainSearch } from "./search";

vi.mock("@/charts/Plot", () => ({
  Plot: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const REPLAY: Schemas["Replay"] = {
  epochs: [1, 2, 3].map((epoch) => ({ epoch, expected_drop_rate: 0.25, skipped: false })),
  tasks: [
    {
      task: "a",
      P: [0.5, 0.6, 0.7],
      active: [true, false, false],
      expected_drop_rate: 0.4,
      drop_rate: 2 / 3,
    },
    { task: "b", P: [1, 1, 1], active: null, expected_drop_rate: 0, drop_rate: null },
  ],
};

beforeEach(() => {
  vi.spyOn(client, "POST").mockResolvedValue({ data: REPLAY, response: new Response() } as never);
});

const asked = () => vi.mocked(client.POST).mock.lastCall?.[1];

async function show(selection: Cell | null, run = RUN, epochs = EPOCHS) {
  const onSelect = vi.fn();
  await renderInApp(<ExplainView run={run} epochs={epochs} selection={selection} onSelect={onSelect} />);
  return onSelect;
}

it("puts the numbers of the chosen decision into every formula", async () => {
  await show({ task: "a", epoch: 2 });
  const why = screen.getByRole("region", { name: "Why a was dropped in epoch 2" });
  expect(within(why).getByRole("math", { name: "I = V_2 / V_1 = 1.00 / 2.00" })).toBeVisible();
  expect(within(why).getByTestId("why-P_u")).toHaveTextContent("0.714");
  expect(screen.getByRole("region", { name: "The symbols" })).toHaveTextContent("activation probability");
  expect(await screen.findByRole("img", { name: /^Stagnancy, P_r of each task/ })).toBeVisible();
});

it("begins with the first task in the newest epoch and leads to others", async () => {
  const onSelect = await show(null);
  expect(screen.getByRole("region", { name: "Why a was trained in epoch 3" })).toBeVisible();
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Task" }), "b");
  expect(onSelect).toHaveBeenCalledWith({ task: "b", epoch: 3 });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Epoch" }), "1");
  expect(onSelect).toHaveBeenCalledWith({ task: "a", epoch: 1 });
});

it("offers the same as a document", async () => {
  await show({ task: "b", epoch: 3 });
  expect(screen.getByRole("link", { name: "LaTeX" })).toHaveAttribute(
    "href",
    "/api/runs/1/explain.tex?task=b&epoch=3",
  );
  expect(screen.getByRole("link", { name: "Markdown" })).toHaveAttribute(
    "href",
    "/api/runs/1/explain.md?task=b&epoch=3",
  );
});

it("counts what the guards did", async () => {
  await show(null);
  const guards = screen.getByRole("region", { name: "What the guards did" });
  expect(
    within(guards).getByRole("row", { name: /^b the smoothed loss did not fall, so P_r = 1 1$/ }),
  ).toBeVisible();
});

it("replays other settings, whose shares go on summing to 1", async () => {
  await show({ task: "a", epoch: 2 });
  expect(await screen.findByTestId("replay-P-a")).toHaveTextContent("0.600");
  expect(screen.getByRole("row", { name: /^a 0.600 40.0 % .* 1 of 3$/ })).toBeVisible();
  expect(screen.getByText(/Replay, not retraining/)).toBeVisible();
  const slider = screen.getByRole("slider", { name: "λ depth, the others follow" });
  slider.focus();
  await userEvent.keyboard("{End}");
  await vi.waitFor(() => expect(asked()).toMatchObject({ body: { lambdas: { depth: 1, base: 0 } } }));
  await userEvent.click(screen.getByRole("radio", { name: "magnitude" }));
  await vi.waitFor(() => expect(asked()).toMatchObject({ body: { reading: "magnitude" } }));
  await userEvent.click(screen.getByRole("button", { name: "As recorded" }));
  expect(screen.getByRole("slider", { name: "λ depth, the others follow" })).toHaveAttribute(
    "aria-valuenow",
    "0.2",
  );
});

it("explains a run that never drops, and what DST would have made of it", async () => {
  await show(null, runOf(["a"], { kind: "always_on" }), simpleEpochs(["a"], 2));
  expect(screen.getByRole("region", { name: "The idea" })).toHaveTextContent("This run never drops a task");
  expect(screen.queryByRole("region", { name: "The symbols" })).toBeNull();
  expect(screen.getByRole("button", { name: "Defaults" })).toBeDisabled();
});

it("waits where there is nothing yet", async () => {
  await show({ task: "a", epoch: 2 }, RUN, []);
  expect(screen.getByRole("region", { name: "No numbers yet" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Print" })).toBeNull();
});

it("says where the choice in the address leads nowhere", async () => {
  await show({ task: "cat", epoch: 2 });
  expect(screen.getByText(/This run has no task “cat”/)).toBeVisible();
});

it("reads task and epoch from the address", () => {
  expect(explainSearch({ task: "a", epoch: "3", tab: "logs" })).toEqual({ task: "a", epoch: 3 });
  expect(explainSearch({ epoch: "3" })).toEqual({});
});
