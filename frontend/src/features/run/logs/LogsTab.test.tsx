import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { LogsTab } from "@/features/run/logs/LogsTab";
import { renderInApp } from "@/testing/render";
import { line } from "@/testing/runs";

const lines = [
  line(1, "epoch 1/30"),
  { ...line(2, "a warning"), stream: "stderr" as const },
  { ...line(3, "attempt 1 starts"), stream: "supervisor" as const },
];

it("shows every line, or those of one stream", async () => {
  await renderInApp(<LogsTab runId={1} status="running" lines={lines} />);
  expect(screen.getByText("epoch 1/30")).toBeVisible();
  await userEvent.click(screen.getByRole("radio", { name: "stderr" }));
  expect(screen.getByText("a warning")).toBeVisible();
  expect(screen.queryByText("epoch 1/30")).toBeNull();
  expect(screen.getByText("1 line")).toBeVisible();
});

it("says where the lines are that it does not keep", async () => {
  await renderInApp(<LogsTab runId={7} status="succeeded" lines={[line(501)]} />);
  expect(screen.getByText(/Lines 1 to 500 are not shown/)).toBeVisible();
  expect(screen.getByRole("link", { name: "read them from the API" })).toHaveAttribute(
    "href",
    "/api/runs/7/logs?after=0",
  );
});

it("says that lines will come, or that none came", async () => {
  await renderInApp(<LogsTab runId={1} status="queued" lines={[]} />);
  expect(screen.getByText("No line yet")).toBeVisible();
});
