import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { client } from "@/api/client";
import { RunHeader } from "@/features/run/header/RunHeader";
import { RunNotice } from "@/features/run/header/RunNotice";
import { renderInApp } from "@/testing/render";
import { run } from "@/testing/runs";

it("offers to cancel what trains, and not to delete it", async () => {
  await renderInApp(<RunHeader run={run({ status: "running", twins: [43] })} />);
  expect(screen.getByRole("button", { name: "Cancel" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Resume" })).toBeNull();
  expect(screen.getByRole("button", { name: "Delete run" })).toHaveAttribute("aria-disabled", "true");
  expect(screen.getByRole("link", { name: "Open twin #43" })).toHaveAttribute("href", "/runs/43");
  expect(screen.getByRole("link", { name: "Clone" })).toHaveAttribute("href", "/new?from=1");
});

it("offers to resume what can be resumed", async () => {
  await renderInApp(<RunHeader run={run({ status: "cancelled", can_resume: true, epochs_done: 2 })} />);
  expect(screen.getByRole("button", { name: "Resume" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
});

it("offers to run again what has no epoch to go on from", async () => {
  await renderInApp(<RunHeader run={run({ status: "failed", can_resume: true, epochs_done: 0 })} />);
  expect(screen.getByRole("button", { name: "Run again" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Resume" })).toBeNull();
});

it("lists the report, and every table in every format", async () => {
  await renderInApp(<RunHeader run={run()} />);
  await userEvent.click(screen.getByRole("button", { name: "Download" }));
  const items = await screen.findAllByRole("menuitem");
  expect(items.map((item) => item.getAttribute("href"))).toEqual([
    "/api/runs/1/report.html",
    "/api/runs/1/report.zip",
    ...["epochs", "decisions", "summary", "explain", "conflicts", "confusion", "losses", "tasks"].flatMap(
      (table) =>
        ["csv", "json", "parquet", "xlsx", "tex", "md"].map(
          (format) => `/api/runs/1/export/${table}.${format}`,
        ),
    ),
  ]);
});

it("lets the name be edited, and Escape drops the change", async () => {
  await renderInApp(<RunHeader run={run()} />);
  await userEvent.click(screen.getByRole("button", { name: "digits · DST" }));
  const field = screen.getByRole("textbox", { name: "Name of the run" });
  expect(field).toHaveValue("digits · DST");
  await userEvent.type(field, "other{Escape}");
  expect(screen.getByRole("heading", { name: "digits · DST" })).toBeVisible();
});

it("is complete when the run stopped early, and says when", async () => {
  await renderInApp(<RunHeader run={run({ status: "succeeded", epochs_done: 12, epochs_total: 30 })} />);
  expect(screen.getByText(/stopped early at epoch/)).toHaveTextContent("stopped early at epoch 12 of 30");
  const bar = screen.getByRole("progressbar", { name: "12 of 30 epochs, stopped early" });
  expect(bar).toHaveAttribute("aria-valuenow", "100");
});

it("names the preset and says that it was modified", async () => {
  const preset = { preset: "a", preset_title: "λ 0.5", preset_changes: ["epochs", "tasks.1.weight"] };
  await renderInApp(<RunHeader run={run(preset)} />);
  expect(screen.getByText("λ 0.5")).toBeVisible();
  expect(screen.getByText("modified")).toHaveAttribute("title", "Changed: epochs, weight of parity");
});

it("says why a run failed, where, and leads to the logs", async () => {
  const onShowLogs = vi.fn();
  const error = { type: "NonFiniteLoss", message: "The loss became NaN.", epoch: 4, task: "parity" };
  await renderInApp(
    <RunNotice run={run({ status: "failed", error, epochs_done: 4 })} onShowLogs={onShowLogs} />,
  );
  expect(screen.getByText("NonFiniteLoss in epoch 4, task parity")).toBeVisible();
  expect(screen.getByText(/The loss became NaN\. 4 epochs kept\./)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show the logs" }));
  expect(onShowLogs).toHaveBeenCalledOnce();
});

it("says what a cancelled run kept", async () => {
  await renderInApp(<RunNotice run={run({ status: "cancelled", epochs_done: 1 })} onShowLogs={vi.fn()} />);
  expect(screen.getByText("1 epoch of 30 kept. Resume goes on from there.")).toBeVisible();
});

it("says that a queued run waits for a worker when none is alive", async () => {
  const worker = { name: "w", host: "h", pid: 1, device: "cpu", run_id: null, started_at: "", last_seen: "" };
  const answers: Record<string, unknown> = {
    "/api/workers": { items: [{ ...worker, alive: false }], next: null },
    "/api/runs": { items: [], next: null, total: 0 },
  };
  const answer = (path: string) => Promise.resolve({ data: answers[path], response: new Response() });
  vi.spyOn(client, "GET").mockImplementation(answer as never);
  await renderInApp(<RunNotice run={run({ status: "queued" })} onShowLogs={undefined} />);
  expect(await screen.findByText(/No worker is alive/)).toBeVisible();
  expect(screen.getByText("switchboard worker")).toBeVisible();
});

it("says for which run a matched run waits, instead of a place in the queue", async () => {
  await renderInApp(<RunNotice run={run({ status: "queued", waits_for: 7 })} onShowLogs={undefined} />);
  expect(screen.getByText("Waiting for run #7")).toBeVisible();
  expect(screen.getByRole("link", { name: "See run #7" })).toHaveAttribute("href", "/runs/7");
});
