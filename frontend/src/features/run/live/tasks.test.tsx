import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { epochOf, runOf, simpleEpochs, taskEpoch } from "@/charts/testing/records";
import type { Verdict } from "@/shared/verdict";
import { sparkPath } from "./Sparkline";
import { TasksTable } from "./TasksTable";
import { taskRows } from "./task-rows";

const TASKS = ["digit", "parity"];

type Props = Parameters<typeof TasksTable>[0];

function show(
  epochs = simpleEpochs(TASKS, 6),
  choice: Props["choice"] = null,
  verdicts: readonly (Verdict | null)[] = [],
) {
  render(
    <MantineProvider env="test">
      <TasksTable run={runOf(TASKS)} epochs={epochs} verdicts={verdicts} scheme="light" choice={choice} />
    </MantineProvider>,
  );
}

const names = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("cell")[0]?.textContent);

describe("task rows", () => {
  it("hold the newest epoch's figures", () => {
    const epochs = [0.6, 0.4].map((accuracy, i) =>
      epochOf(i + 1, [taskEpoch("digit", { validation_accuracy: accuracy }), taskEpoch("parity")]),
    );
    const [digit] = taskRows(runOf(TASKS), epochs);
    expect(digit).toMatchObject({ accuracy: 0.4, majority: 0.5, active: true });
    expect(digit?.above).toBeCloseTo(-0.1, 12);
  });

  it("know the majority from the plan before the first epoch", () => {
    expect(taskRows(runOf(TASKS), [])[0]).toMatchObject({
      accuracy: undefined,
      majority: 0.5,
      above: undefined,
    });
  });
});

describe("the tasks table", () => {
  it("marks an accuracy that is no better than the commonest class", () => {
    show([epochOf(1, [taskEpoch("digit", { validation_accuracy: 0.48 }), taskEpoch("parity")])]);
    expect(screen.getByTitle("No better than always answering the commonest class")).toHaveTextContent(
      "−2.0",
    );
    expect(screen.getByText("+40.0")).toBeVisible();
  });

  it("marks a task that is answered with one class, in words", () => {
    const row = taskEpoch("digit", { validation_accuracy: 0.51, validation_balanced_accuracy: 0.5 });
    show([epochOf(1, [row, taskEpoch("parity")])], null, [
      { kind: "majority", answer: "no", worse: false },
      null,
    ]);
    expect(screen.getByText("= always “no”")).toBeVisible();
    expect(screen.getByText("+1.0")).toHaveAttribute("title", "No better than always answering “no”");
  });

  it("tells a task whose classes are told apart from one that is answered with one class", () => {
    const verdicts = (["majority", "undecided"] as const).map((kind) => ({
      kind,
      answer: "no",
      worse: false,
    }));
    const rows = TASKS.map((task) => taskEpoch(task, { validation_accuracy: 0.48 }));
    show([epochOf(1, rows)], null, verdicts);
    expect(screen.getByRole("row", { name: /digit/ })).toHaveTextContent("= always “no”");
    expect(screen.getByRole("row", { name: /parity/ })).toHaveTextContent("balanced above chance");
  });

  it("shows a broken loss as what it is", () => {
    const broken = taskEpoch("digit", { validation_loss: null, nonfinite: { validation_loss: "nan" } });
    show([epochOf(1, [broken, taskEpoch("parity")])]);
    expect(screen.getByText("NaN")).toHaveAttribute("title", expect.stringContaining("Not a finite number"));
  });

  it("sorts by a column, tasks without a number last", async () => {
    const rows = [taskEpoch("digit", { validation_f1: null }), taskEpoch("parity", { validation_f1: 0.5 })];
    show([epochOf(1, rows)]);
    expect(names()).toEqual(["digit", "parity"]);
    await userEvent.click(screen.getByRole("button", { name: "F1" }));
    expect(names()).toEqual(["parity", "digit"]);
    expect(screen.getByRole("columnheader", { name: "F1" })).toHaveAttribute("aria-sort", "descending");
    await userEvent.click(screen.getByRole("button", { name: "F1" }));
    expect(names()).toEqual(["parity", "digit"]);
  });

  it("chooses the tasks on the charts", async () => {
    const onChange = vi.fn();
    show(undefined, { shown: ["digit"], onChange });
    expect(screen.getByRole("checkbox", { name: "Show digit on the charts" })).toBeChecked();
    await userEvent.click(screen.getByRole("checkbox", { name: "Show parity on the charts" }));
    expect(onChange).toHaveBeenCalledWith(["digit", "parity"]);
  });
});

describe("the sparkline", () => {
  it("grows into the width of the whole run and breaks at gaps", () => {
    expect(sparkPath([], 10)).toBe("");
    expect(sparkPath([1, 0.1], 2)).toBe("M3.0 3.0L3.0 3.0L73.0 21.0");
    expect(sparkPath([1, Number.NaN, 0.1], 3).match(/M/g)).toHaveLength(2);
  });
});
