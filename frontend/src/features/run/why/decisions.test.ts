/** Panel and documents say the same: the server derives these decisions too (`app/explain`), word for word. */

import { expect, it } from "vitest";
import { type Config, type Epoch, taskNames } from "@/charts/records";
import { runOf } from "@/charts/testing/records";
import { ALL_DROPPED, GUARDS, IDEA, READINGS, SYMBOLS } from "@/features/run/explain/words";
import { plain } from "./formula";
import { overrulings } from "./guards";
import { findSetting } from "./setting";
import { linesOf } from "./substitution";
import decisions from "./testing/decisions.json";
import { verdict } from "./verdict";

for (const [name, { schedule, epochs, decisions: expected }] of Object.entries(decisions.cases)) {
  it(`derives as the server does: ${name}`, () => {
    const run = runOf(["digit", "parity"], schedule as Config["schedule"]);
    expect(expected.length).toBe(epochs.length * taskNames(run).length);
    for (const decision of expected) {
      const setting = findSetting(run, epochs as Epoch[], decision.task, decision.epoch);
      if (!setting) throw new Error("no such decision");
      expect(verdict(setting)).toBe(decision.verdict);
      expect(overrulings(setting.row)).toEqual(decision.overrulings);
      expect(
        linesOf(setting).map(({ quantity, label, symbol, steps, meaning }) => [
          quantity,
          label,
          [[symbol], ...steps].map((parts) => plain(parts)).join(" = "),
          meaning,
        ]),
      ).toEqual(decision.lines);
    }
  });
}

it("explains DST in the same words", () => {
  const { idea, symbols, readings, all_dropped, guards } = decisions.words;
  expect(IDEA).toEqual(idea);
  expect(SYMBOLS.map(([parts, meaning]) => [plain(parts), meaning])).toEqual(symbols);
  expect(READINGS).toEqual(readings);
  expect(ALL_DROPPED).toEqual(all_dropped);
  expect(GUARDS).toEqual(guards);
});
