import { expect, it } from "vitest";
import type { Source } from "./figure";
import { metricFigure } from "./metric";
import { replayFigure } from "./replay";
import { EPOCHS, epochOf, taskEpoch } from "./testing/records";

const source: Source = { tasks: ["a", "b"], shown: [0, 1], epochs: EPOCHS, total: 3, scheme: "light" };

it("draws a metric of every task, and a line at the chosen epoch", () => {
  const { data, layout } = metricFigure(source, "P_u", 2);
  expect(data[0]).toMatchObject({ name: "a", x: [1, 2, 3], y: [1, 0.5 / 0.7, 0.4 / 0.695] });
  expect(layout.yaxis?.range).toEqual([-0.04, 1.04]);
  expect(layout.shapes).toMatchObject([{ x0: 2, x1: 2 }]);
});

it("makes room for what the literal reading gives below 0", () => {
  const epochs = [epochOf(1, [taskEpoch("a", { P_r: -3 }), taskEpoch("b", { P_r: null })])];
  expect(metricFigure({ ...source, epochs }, "P_r", null).layout.yaxis?.range?.[0]).toBe(-3.04);
});

it("stands empty before the first epoch", () => {
  expect(metricFigure({ ...source, epochs: [] }, "P_d", null).layout.yaxis?.range).toEqual([-0.04, 1.04]);
});

it("lays a replay over what was recorded", () => {
  const replay = {
    epochs: [1, 2, 3].map((epoch) => ({ epoch, expected_drop_rate: 0, skipped: false })),
    tasks: [{ task: "a", P: [0.1, 0.2, 0.3], active: null, expected_drop_rate: 0.8, drop_rate: null }],
  };
  const { data } = replayFigure(source, 0, replay);
  expect(data).toMatchObject([
    { name: "recorded", y: EPOCHS.map((epoch) => epoch.tasks[0]?.P) },
    { name: "replay", y: [0.1, 0.2, 0.3] },
  ]);
});
