import { describe, expect, it } from "vitest";
import { depth, dropShare, exact, float, probabilityScale, series, show } from "./records";
import { dst, EPOCHS, epochOf, runOf, taskEpoch } from "./testing/records";

describe("floats", () => {
  it("become NaN and infinity again", () => {
    const row = taskEpoch("a", { V: null, R: null, nonfinite: { V: "nan", validation_loss: "inf" } });
    expect(float(row, "V")).toBeNaN();
    expect(float(row, "validation_loss")).toBe(Number.POSITIVE_INFINITY);
    expect(float(row, "R")).toBeNull();
  });

  it("read as people write them", () => {
    expect([show(0.81789), show(-0.2), show(Number.NaN), show(Number.NEGATIVE_INFINITY), show(null)]).toEqual(
      ["0.818", "−0.200", "NaN", "−∞", "–"],
    );
  });

  it("keep all digits on demand", () => {
    expect(exact(0.1 + 0.2)).toBe("0.30000000000000004");
    expect(exact(null)).toBe("not defined");
  });

  it("line up over epochs", () => {
    expect(series(EPOCHS, 0, "V")).toEqual([2, 1, 0.8]);
    expect(series(EPOCHS, 5, "V")).toEqual([null, null, null]);
  });
});

describe("the drop share", () => {
  it("is not known before the first epoch", () => expect(dropShare([], 0)).toBeNull());

  it("counts bits and averages 1 − P", () => {
    const epochs = [0.5, 0.7].map((P, i) =>
      epochOf(i + 1, [taskEpoch("a", { P, draw: i ? 0.9 : 0, active: i === 0 })]),
    );
    const share = dropShare(epochs, 0);
    expect(share?.dropped).toBe(0.5);
    expect(share?.expected).toBeCloseTo(0.4, 12);
    expect(share?.low).toBe(0);
  });

  it("is as expected where nothing is drawn", () => {
    const epochs = [true, false].map((active, i) => epochOf(i + 1, [taskEpoch("a", { P: 0.5, active })]));
    expect(dropShare(epochs, 0)).toEqual({ dropped: 0.5, expected: 0.5, low: 0.5, high: 0.5 });
  });
});

describe("the colour scale", () => {
  it("spreads what P can be over the full depth", () => {
    const scale = probabilityScale(runOf(["a", "b"]));
    expect([depth(0.4, scale), depth(0.7, scale), depth(1, scale)].map((d) => Number(d.toFixed(9)))).toEqual([
      0, 0.5, 1,
    ]);
  });

  it("is all of [0, 1] until the plan is known", () => {
    expect(probabilityScale(runOf(["a"], dst(), {}, false))).toEqual({ low: 0, high: 1 });
  });

  it("has full depth where P is constant", () => expect(depth(0.3, { low: 0.3, high: 0.3 })).toBe(1));
});
