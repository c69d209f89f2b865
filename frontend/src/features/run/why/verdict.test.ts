import { describe, expect, it } from "vitest";
import { EPOCHS, epochOf, RUN, runOf, taskEpoch } from "@/charts/testing/records";
import { overrulings } from "./guards";
import { findSetting, type Setting } from "./setting";
import { digitsToTell, verdict } from "./verdict";

function setting(row: Parameters<typeof taskEpoch>[1], skipped = false): Setting {
  const found = findSetting(runOf(["a"]), [epochOf(1, [taskEpoch("a", row)], { skipped })], "a", 1);
  if (!found) throw new Error("no such decision");
  return found;
}

describe("the verdict", () => {
  it("sets the draw against the chance", () => {
    const dropped = findSetting(RUN, EPOCHS, "a", 2);
    expect(dropped && verdict(dropped)).toBe(
      "Its chance to train was P = 0.657. The draw was 0.871, not below it.",
    );
    expect(verdict(setting({ P: 0.6, draw: 0.2 }))).toMatch(/0\.200, below it\.$/);
  });

  it("adds digits until chance and draw differ", () => {
    expect(digitsToTell(0.87112, 0.87149)).toBe(4);
    expect(digitsToTell(0.5, 0.5)).toBe(3);
    expect(verdict(setting({ P: 0.87112, draw: 0.87149 }))).toContain("P = 0.8711. The draw was 0.8715");
  });

  it("says that nothing was drawn", () => {
    expect(verdict(setting({ draw: null }))).toBe("Nothing was drawn: this task trains in every epoch.");
  });

  it("says that the epoch was skipped", () => {
    expect(verdict(setting({ P: 0.1, draw: 0.9, active: false }, true))).toMatch(/epoch was skipped/);
  });
});

describe("guards beside the verdict", () => {
  it("explain what overruled the draw or the sum", () => {
    expect(overrulings(taskEpoch("a", { guards: ["resampled", "forced_on"] }))).toHaveLength(2);
    expect(overrulings(taskEpoch("a", { guards: ["clamped"], P_raw: -2 }))[0]).toMatch(/^The sum was −2\.00/);
    const broken = taskEpoch("a", { V: null, nonfinite: { V: "inf" }, guards: ["non_finite_loss"] });
    expect(overrulings(broken)[0]).toMatch(/^Its loss was ∞/);
  });

  it("leave out those that a line of the formula explains", () => {
    expect(overrulings(taskEpoch("a", { guards: ["not_improving", "undefined_rate"] }))).toEqual([]);
  });
});
