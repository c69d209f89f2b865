import { screen, within } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { live } from "@/api/live/useLive";
import { renderInApp } from "@/testing/render";
import { progress, run } from "@/testing/runs";
import { LiveTab } from "./LiveTab";
import { chartless } from "./waiting";

afterEach(() => {
  vi.restoreAllMocks();
});

const error = { type: "DatasetUnavailable", message: "A file is damaged.", epoch: null, task: null };

it("draws no chart of a run that failed before its first epoch, and says why", async () => {
  const failed = run({ status: "failed", error, epochs_done: 0 });
  await renderInApp(<LiveTab run={failed} epochs={[]} selection={null} onSelect={vi.fn()} />);
  expect(screen.getByRole("region", { name: "Charts" })).toHaveTextContent(
    "None: the run failed before its first epoch was finished.",
  );
  expect(screen.queryByRole("region", { name: /^Validation/ })).toBeNull();
});

it("says of a run before its first epoch what it is at, instead of empty charts", async () => {
  const reading = progress({ epoch: 1, phase: "decoding", batch: 1200, batches: 6000 });
  vi.spyOn(live, "snapshot").mockReturnValue({ ...live.snapshot(), progress: new Map([[1, reading]]) });
  const running = run({ status: "running", plan: null, epochs_done: 0 });
  await renderInApp(<LiveTab run={running} epochs={[]} selection={null} onSelect={vi.fn()} />);
  const charts = screen.getByRole("region", { name: "Charts" });
  expect(charts).toHaveTextContent("They are drawn when the first epoch is finished.");
  expect(charts).toHaveTextContent("Reading images 1 200 of 6 000");
  expect(within(charts).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "20");
  expect(screen.queryByRole("region", { name: /^Validation/ })).toBeNull();
});

it("says of a queued run that its charts come, and for which run it waits", async () => {
  const queued = run({ status: "queued", plan: null, epochs_done: 0, waits_for: 7 });
  await renderInApp(<LiveTab run={queued} epochs={[]} selection={null} onSelect={vi.fn()} />);
  const charts = screen.getByRole("region", { name: "Charts" });
  expect(charts).toHaveTextContent("They are drawn when the first epoch is finished.");
  expect(within(charts).queryByRole("progressbar")).toBeNull();
  expect(screen.getByText(/It starts when run #7 has ended/)).toBeVisible();
});

it("has charts of every run with an epoch", () => {
  expect(chartless(run({ status: "cancelled", epochs_done: 0 }))).toMatch(/cancelled before its first epoch/);
  for (const status of ["queued", "running", "cancelling", "failed", "cancelled"] as const) {
    expect(chartless(run({ status, epochs_done: 0 }))).not.toBeNull();
    expect(chartless(run({ status, epochs_done: 1 }))).toBeNull();
  }
});
