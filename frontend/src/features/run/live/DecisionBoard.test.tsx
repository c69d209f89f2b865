import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Cell, Epoch } from "@/charts/records";
import { runOf, simpleEpochs } from "@/charts/testing/records";
import { DecisionBoard } from "./DecisionBoard";

const TASKS = ["digit", "parity", "closed-loop"];
const EPOCHS = simpleEpochs(TASKS, 12);
const onSelect = vi.fn();

function Board({ epochs = EPOCHS, start = null }: { epochs?: Epoch[]; start?: Cell | null }) {
  const [selection, setSelection] = useState(start);
  const select = (cell: Cell | null) => {
    onSelect(cell);
    setSelection(cell);
  };
  return (
    <MantineProvider env="test">
      <DecisionBoard
        run={runOf(TASKS)}
        epochs={epochs}
        selection={selection}
        onSelect={select}
        scheme="light"
      />
    </MantineProvider>
  );
}

const cell = (task: string, epoch: number) =>
  screen.getByRole("gridcell", { name: new RegExp(`^${task}, epoch ${epoch}:`) });
const tabbable = () => screen.getAllByRole("gridcell").filter((element) => element.tabIndex === 0);

beforeEach(() => onSelect.mockClear());

describe("the decision board", () => {
  it("has a row for each task and a cell for each finished epoch", () => {
    render(<Board />);
    const grid = screen.getByRole("grid");
    expect(grid).toHaveAttribute("aria-colcount", "30");
    expect(
      within(grid)
        .getAllByRole("rowheader")
        .map((header) => header.textContent),
    ).toEqual(TASKS);
    expect(within(grid).getAllByRole("gridcell")).toHaveLength(3 * 12);
    expect(cell("digit", 2)).toHaveAccessibleName("digit, epoch 2: dropped, P 0.700, draw 0.750");
    expect(cell("digit", 2)).toHaveAttribute("data-active", "false");
  });

  it("adds a cell per task with each epoch", () => {
    const { rerender } = render(<Board epochs={EPOCHS.slice(0, 11)} />);
    expect(screen.getAllByRole("gridcell")).toHaveLength(3 * 11);
    rerender(<Board epochs={EPOCHS} />);
    expect(screen.getAllByRole("gridcell")).toHaveLength(3 * 12);
  });

  it("stands before the first epoch with all task names", () => {
    render(<Board epochs={[]} />);
    expect(screen.getAllByRole("rowheader")).toHaveLength(3);
    expect(screen.queryAllByRole("gridcell")).toHaveLength(0);
  });

  it("chooses with a click", async () => {
    render(<Board />);
    await userEvent.click(cell("parity", 5));
    expect(onSelect).toHaveBeenCalledExactlyOnceWith({ task: "parity", epoch: 5 });
    expect(cell("parity", 5)).toHaveAttribute("aria-selected", "true");
  });
});

describe("the board by keyboard", () => {
  it("takes one place in the tab order: the chosen cell, else the newest of the first row", async () => {
    const { unmount } = render(<Board />);
    expect(tabbable()).toEqual([cell("digit", 12)]);
    unmount();
    render(<Board start={{ task: "parity", epoch: 3 }} />);
    expect(tabbable()).toEqual([cell("parity", 3)]);
    await userEvent.tab();
    expect(cell("parity", 3)).toHaveFocus();
  });

  it("moves the focus with the arrows and chooses with Enter or Space", async () => {
    const user = userEvent.setup();
    render(<Board />);
    await user.tab();
    await user.keyboard("{ArrowDown}{ArrowLeft}");
    expect(cell("parity", 11)).toHaveFocus();
    expect(tabbable()).toEqual([cell("parity", 11)]);
    expect(onSelect).not.toHaveBeenCalled();
    await user.keyboard("{Enter}");
    expect(onSelect).toHaveBeenLastCalledWith({ task: "parity", epoch: 11 });
    await user.keyboard("{Home} ");
    expect(onSelect).toHaveBeenLastCalledWith({ task: "parity", epoch: 1 });
  });

  it("takes an open explanation along, and closes it with Escape", async () => {
    const user = userEvent.setup();
    render(<Board start={{ task: "digit", epoch: 4 }} />);
    await user.tab();
    await user.keyboard("{ArrowRight}");
    expect(onSelect).toHaveBeenLastCalledWith({ task: "digit", epoch: 5 });
    expect(cell("digit", 5)).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(onSelect).toHaveBeenLastCalledWith(null);
  });
});
