import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { RunsTable } from "@/features/runs/RunsTable";
import { renderInApp } from "@/testing/render";
import { strip, summary } from "@/testing/runs";

const runs = [
  summary({ id: 2, name: "later", status: "queued", epochs_done: 0, experiment: "first look" }),
  summary({ id: 1, name: "earlier", tags: ["baseline"] }),
];

function table(change: Partial<Parameters<typeof RunsTable>[0]> = {}) {
  const onSort = vi.fn();
  const onSelection = vi.fn();
  const props = { runs, grouped: false, sort: "-created_at", selection: {}, onSort, onSelection, ...change };
  return { ui: <RunsTable {...props} />, onSort, onSelection };
}

it("shows each run with its status in a word, its figures beside the majority, and a link", async () => {
  await renderInApp(table().ui);
  const row = screen.getByRole("row", { name: /earlier #1/ });
  expect(within(row).getByText("running")).toBeVisible();
  expect(within(row).getByText("98.1")).toBeVisible();
  expect(within(row).getByText("+87.9")).toBeVisible();
  expect(within(row).getByText("−10.8")).toBeVisible();
  expect(within(row).getByText("baseline")).toBeVisible();
  expect(within(row).getByRole("link", { name: /earlier/ })).toHaveAttribute("href", "/runs/1");
  expect(within(row).getByRole("img", { name: /digit 2, parity 1/ })).toBeVisible();
});

it("marks a task that is answered no better than by its commonest class, in words too", async () => {
  await renderInApp(table().ui);
  const row = screen.getByRole("row", { name: /earlier #1/ });
  const marks = within(row).getAllByText("Worse than always answering the commonest class");
  expect(marks).toHaveLength(1);
  expect(marks[0]?.parentElement).toHaveTextContent("−10.8");
});

it("counts such tasks where there are many", async () => {
  const good = { accuracy: 0.9, majority: 0.5, balanced_accuracy: 0.9 };
  const constant = { accuracy: 0.94, majority: 0.94, balanced_accuracy: 0.5 };
  const tasks = ["a", "b", "c", "d", "e"].map((name, i) => strip(name, i < 3 ? good : constant));
  await renderInApp(table({ runs: [summary({ tasks })] }).ui);
  expect(screen.getByText("2 no better than majority")).toHaveAttribute(
    "title",
    expect.stringMatching(/: d, e$/),
  );
});

it("shows a run that stopped early as complete", async () => {
  const stopped = summary({ status: "succeeded", epochs_done: 12 });
  await renderInApp(table({ runs: [stopped] }).ui);
  expect(screen.getByText("stopped early")).toBeVisible();
  expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "100");
});

it("asks for another order when a head is clicked, and says which one it is in", async () => {
  const { ui, onSort } = table({ sort: "name" });
  await renderInApp(ui);
  expect(screen.getByRole("columnheader", { name: /^Run/ })).toHaveAttribute("aria-sort", "ascending");
  await userEvent.click(screen.getByRole("button", { name: /^Run/ }));
  expect(onSort).toHaveBeenLastCalledWith("-name");
  await userEvent.click(screen.getByRole("button", { name: /^Status/ }));
  expect(onSort.mock.lastCall?.[0]).toMatch(/^-?status$/);
});

it("selects rows one by one and all at once", async () => {
  const { ui, onSelection } = table();
  await renderInApp(ui);
  await userEvent.click(screen.getByRole("checkbox", { name: "Select later #2" }));
  expect(onSelection).toHaveBeenLastCalledWith({ 2: true });
  await userEvent.click(screen.getByRole("checkbox", { name: "Select all runs shown" }));
  expect(onSelection).toHaveBeenLastCalledWith({ 1: true, 2: true });
});

it("puts runs under their experiment", async () => {
  await renderInApp(table({ grouped: true }).ui);
  expect(screen.getByRole("rowheader", { name: /^first look 1 run/ })).toBeVisible();
  expect(screen.getByRole("rowheader", { name: "No experiment 1 run" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Compare first look" })).toHaveAttribute(
    "href",
    "/compare?experiment=first+look",
  );
});

it("offers what a run's status allows", async () => {
  await renderInApp(table().ui);
  await userEvent.click(screen.getByRole("button", { name: "Actions for earlier #1" }));
  const menu = await screen.findByRole("menu");
  expect(within(menu).getByRole("menuitem", { name: "Cancel" })).toBeVisible();
  expect(within(menu).queryByRole("menuitem", { name: "Resume" })).toBeNull();
  expect(within(menu).getByRole("menuitem", { name: /Delete \(cancel it first\)/ })).toBeDisabled();
  expect(within(menu).getByRole("menuitem", { name: "Clone" })).toHaveAttribute("href", "/new?from=1");
  expect(within(menu).getByRole("menuitem", { name: "epochs.csv" })).toHaveAttribute(
    "href",
    "/api/runs/1/export/epochs.csv",
  );
});

it("names the run before it is deleted", async () => {
  await renderInApp(table().ui);
  await userEvent.click(screen.getByRole("button", { name: "Actions for later #2" }));
  await userEvent.click(await screen.findByRole("menuitem", { name: "Delete" }));
  const dialog = await screen.findByRole("dialog", { name: "Delete later #2?" });
  expect(within(dialog).getByRole("button", { name: "Delete later #2" })).toBeVisible();
  await userEvent.click(within(dialog).getByRole("button", { name: "Keep" }));
});
