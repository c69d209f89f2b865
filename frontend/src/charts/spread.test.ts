import { describe, expect, it } from "vitest";
import { spread } from "./spread";

describe("spread", () => {
  it("leaves labels that do not touch where they are", () => {
    expect(spread([10, 50, 90], 14, 0, 100)).toEqual([10, 50, 90]);
  });

  it("pushes touching labels apart around their middle", () => {
    expect(spread([50, 50], 14, 0, 100)).toEqual([43, 57]);
  });

  it("keeps everything inside, in the order of the wanted places", () => {
    const placed = spread([99, 98, 97, 100], 14, 0, 100);
    expect(Math.max(...placed)).toBeLessThanOrEqual(100);
    expect(placed).toEqual([86, 72, 58, 100]);
  });

  it("never lets two be nearer than the gap while there is room", () => {
    const wanted = Array.from({ length: 7 }, (_, i) => (i * 37) % 20);
    const placed = [...spread(wanted, 14, 0, 220)].sort((a, b) => a - b);
    for (let i = 1; i < placed.length; i++) {
      expect((placed[i] as number) - (placed[i - 1] as number)).toBeGreaterThanOrEqual(14 - 1e-9);
    }
  });
});
