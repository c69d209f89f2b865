import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { LaunchBar } from "./LaunchBar";

afterEach(cleanup);

function show(preset: string | null, modified: boolean) {
  const nothing = { mistaken: [], unplaced: 0, waiting: "", launching: false, failure: null };
  render(
    <MantineProvider env="test">
      <LaunchBar runs={1} preset={preset} modified={modified} {...nothing} onLaunch={vi.fn()} />
    </MantineProvider>,
  );
}

it("names the preset that would be launched, and whether it is the preset still", () => {
  show("Digits, DST", false);
  expect(screen.getByTitle("Digits, DST")).toHaveTextContent(/^Digits, DST$/);
  cleanup();
  show("Digits, DST", true);
  expect(screen.getByTitle("Digits, DST")).toHaveTextContent("Digits, DST, modified");
});
