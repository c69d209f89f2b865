import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { renderInApp } from "@/testing/render";
import { run } from "@/testing/runs";
import { LiveTab } from "./LiveTab";
import { chartless } from "./waiting";

const error = { type: "DatasetUnavailable", message: "A file is damaged.", epoch: null, task: null };

it("draws no chart of a run that failed before its first epoch, and says why", async () => {
  const failed = run({ status: "failed", error, epochs_done: 0 });
  await renderInApp(<LiveTab run={failed} epochs={[]} selection={null} onSelect={vi.fn()} />);
  expect(screen.getByRole("region", { name: "Charts" })).toHaveTextContent(
    "None: the run failed before its first epoch was finished.",
  );
  expect(screen.queryByRole("region", { name: /^Validation/ })).toBeNull();
});

it("draws charts of a run that has epochs, or may have some yet", () => {
  expect(chartless(run({ status: "cancelled", epochs_done: 0 }))).toMatch(/cancelled before its first epoch/);
  expect(chartless(run({ status: "failed", error, epochs_done: 1 }))).toBeNull();
  for (const status of ["queued", "running", "cancelling"] as const) {
    expect(chartless(run({ status, epochs_done: 0 }))).toBeNull();
  }
});
