import { describe, expect, it } from "vitest";
import { apportion, normalise, rebalance, total } from "./simplex";

/** A small generator with a seed (mulberry32), so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const STEPS = [0.01, 0.05, 0.1, 0.25];

describe("shares", () => {
  it("sum to 1 and are never negative, whatever is moved where", () => {
    const broken: string[] = [];
    for (let seed = 0; seed < 500; seed++) {
      const next = random(seed);
      const step = STEPS[seed % STEPS.length] ?? 0.01;
      let shares = normalise(
        Array.from({ length: 2 + (seed % 6) }, () => (next() < 0.3 ? 0 : next())),
        step,
      );
      for (let move = 0; move < 20; move++) {
        const index = Math.floor(next() * shares.length);
        const value = [0, 1, next(), Math.round(next() / step) * step][move % 4] ?? 0;
        shares = rebalance(shares, index, value, step);
        const sum = shares.reduce((a, b) => a + b, 0);
        const held = Math.abs(sum - 1) < 1e-12 && Math.min(...shares) >= 0;
        if (!held || Math.abs((shares[index] ?? 0) - value) > 1e-11) broken.push(`seed ${seed}: ${shares}`);
      }
    }
    expect(broken).toEqual([]);
  });

  it("stay on the grid of the step when the one that moves is on it", () => {
    const shares = rebalance([0.2, 0.2, 0.2, 0.2, 0.2], 0, 0.35, 0.01);
    expect(shares[0]).toBe(0.35);
    for (const share of shares) expect(share * 100).toBeCloseTo(Math.round(share * 100), 9);
  });

  it("follow in proportion", () => {
    expect(rebalance([0.2, 0.2, 0.6], 0, 0.6, 0.01)).toEqual([0.6, 0.1, 0.3]);
    expect(rebalance([1, 0, 0], 0, 0.5, 0.01)).toEqual([0.5, 0.25, 0.25]);
  });

  it("take a value off the grid as it is", () => {
    const shares = rebalance([0.25, 0.25, 0.5], 0, 0.333, 0.01);
    expect(shares[0]).toBe(0.333);
    expect(total(shares)).toBe(1);
  });

  it("keep a value outside of 0 and 1 at the end it passed", () => {
    expect(rebalance([0.5, 0.5], 0, 1.7, 0.01)).toEqual([1, 0]);
    expect(rebalance([0.5, 0.5], 0, -1, 0.01)).toEqual([0, 1]);
  });

  it("are scaled to 1 by their sum, and evenly where there is nothing to scale", () => {
    expect(normalise([0.5, 0.2, 0.2, 0.2, 0.2], 0.01)).toEqual([0.39, 0.16, 0.15, 0.15, 0.15]);
    expect(normalise([0, 0, 0, 0], 0.01)).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(normalise([-1, 1], 0.01)).toEqual([0, 1]);
  });

  it("of nothing are nothing", () => {
    expect(apportion(1, [], 0.01)).toEqual([]);
    expect(apportion(0, [1, 2], 0.01)).toEqual([0, 0]);
  });
});
