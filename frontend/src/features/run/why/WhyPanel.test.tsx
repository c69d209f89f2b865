import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Cell } from "@/charts/records";
import { EPOCHS, RUN, runOf } from "@/charts/testing/records";
import { WhyPanel } from "./WhyPanel";

const onSelect = vi.fn();

function Page({ start }: { start: Cell | null }) {
  const [selection, setSelection] = useState(start);
  const select = (cell: Cell | null) => {
    onSelect(cell);
    setSelection(cell);
  };
  return (
    <MantineProvider env="test">
      <WhyPanel run={RUN} epochs={EPOCHS} selection={selection} onSelect={select} scheme="light" />
    </MantineProvider>
  );
}

/** A browser window of this width; media queries follow it. */
function resize(width: number) {
  const { happyDOM } = window as unknown as { happyDOM: { setViewport: (size: object) => void } };
  happyDOM.setViewport({ width, height: 900 });
}

beforeEach(() => resize(1440));

function heading(): string {
  return screen.getByRole("heading", { level: 2 }).textContent;
}

describe("the explanation", () => {
  it("invites while nothing is chosen", () => {
    render(<Page start={null} />);
    expect(screen.getByText(/Choose a cell/)).toBeVisible();
    expect(screen.getByText(/Dropped Scheduled Task/)).toBeVisible();
  });

  it("promises explanations while no decision has been made", () => {
    const queued = runOf(["a"], undefined, { status: "queued", epochs_done: 0 });
    render(
      <MantineProvider env="test">
        <WhyPanel run={queued} epochs={[]} selection={null} onSelect={vi.fn()} scheme="light" />
      </MantineProvider>,
    );
    expect(screen.getByText(/No decision has been made yet/)).toBeVisible();
    expect(screen.queryByText(/Choose a cell/)).toBeNull();
  });

  it("carries the exact numbers of the record", () => {
    render(<Page start={{ task: "a", epoch: 2 }} />);
    expect(heading()).toBe("Why was a dropped in epoch 2?");
    const row = EPOCHS[1]?.tasks[0];
    for (const name of ["V", "I", "P_u", "R", "R_global", "P_r", "P_d", "P_c", "P_b", "P", "draw"] as const) {
      expect(screen.getByTestId(`why-${name}`)).toHaveAttribute("data-value", String(row?.[name]));
    }
  });

  it("shows all digits on demand", async () => {
    render(<Page start={{ task: "a", epoch: 2 }} />);
    expect(screen.getByTestId("why-P_u")).toHaveTextContent("0.714");
    await userEvent.click(screen.getByRole("switch", { name: "all digits" }));
    expect(screen.getByTestId("why-P_u")).toHaveTextContent(String(0.5 / 0.7));
  });

  it("reads each formula as a line of text", () => {
    render(<Page start={{ task: "a", epoch: 2 }} />);
    expect(screen.getByRole("math", { name: "I = V_2 / V_1 = 1.00 / 2.00" })).toBeVisible();
  });

  it("walks with buttons and arrow keys, and closes with Escape", async () => {
    const user = userEvent.setup();
    render(<Page start={{ task: "a", epoch: 2 }} />);
    await user.click(screen.getByRole("button", { name: "Next epoch" }));
    expect(heading()).toBe("Why was a trained in epoch 3?");
    expect(screen.getByRole("button", { name: "Next epoch" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Previous epoch" }));
    await user.keyboard("{ArrowDown}");
    expect(heading()).toBe("Why was b trained in epoch 2?");
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(heading()).toBe("Why was b trained in epoch 1?");
    await user.keyboard("{Escape}");
    expect(onSelect).toHaveBeenLastCalledWith(null);
  });

  it("leaves up and down to the page while nothing has the focus", async () => {
    render(<Page start={{ task: "a", epoch: 2 }} />);
    await userEvent.keyboard("{ArrowDown}{ArrowRight}");
    expect(heading()).toBe("Why was a trained in epoch 3?");
  });

  it("says so when the epoch is not there yet", () => {
    render(<Page start={{ task: "a", epoch: 9 }} />);
    expect(screen.getByText(/Epoch 9 is not finished; the newest is epoch 3/)).toBeVisible();
  });

  it("is a sheet where there is no room beside the board", async () => {
    resize(420);
    render(<Page start={{ task: "a", epoch: 2 }} />);
    const sheet = screen.getByRole("dialog", { name: "Why was a dropped in epoch 2?" });
    expect(sheet).toContainElement(screen.getByTestId("why-P"));
    await userEvent.keyboard("{Escape}");
    expect(onSelect).toHaveBeenLastCalledWith(null);
  });
});
