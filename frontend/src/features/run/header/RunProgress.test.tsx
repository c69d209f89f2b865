import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { NOTHING } from "@/api/live/state";
import { live } from "@/api/live/useLive";
import { RunProgress } from "@/features/run/header/RunProgress";
import { renderInApp } from "@/testing/render";
import { progress, run } from "@/testing/runs";

function tell(change: Parameters<typeof progress>[0]) {
  const snapshot = { ...NOTHING, progress: new Map([[1, progress(change)]]), connection: "open" as const };
  Object.defineProperty(live, "snapshot", { value: () => snapshot, configurable: true });
}

it("says how many images are read while there is no epoch to count", async () => {
  tell({
    epoch: 0,
    phase: "decoding",
    batch: 1200,
    batches: 10_000,
    images_per_second: null,
    seconds_left: 8,
  });
  await renderInApp(<RunProgress run={run({ epochs_done: 0 })} />);
  const words = /^Reading images 1.200 of 10.000/;
  expect(screen.getByText(words)).toHaveTextContent(/10.000 · 8 s left$/);
  expect(screen.getByRole("progressbar", { name: words })).toHaveAttribute("aria-valuenow", "12");
});
