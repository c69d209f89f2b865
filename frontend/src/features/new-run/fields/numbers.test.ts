import { describe, expect, it } from "vitest";
import { fieldOfKind } from "../testing/samples";
import { parseNumber, parseNumbers, showNumbers, stepped } from "./numbers";

describe("numbers as typed", () => {
  it.each([
    ["0.1", 0.1],
    ["1e-3", 0.001],
    [" 5 ", 5],
    ["0,5", 0.5],
    ["−2", -2],
    [".5", 0.5],
    ["1.", 1],
  ])("%j is %d", (text, value) => expect(parseNumber(text)).toBe(value));

  it.each(["", "-", "1e", "abc", "Infinity", "NaN", "0x10", "1 2", "1,2,3", "1e999"])(
    "%j stays as it is",
    (text) => {
      expect(parseNumber(text)).toBe(text);
    },
  );

  it("lists", () => {
    expect(parseNumbers("256 128")).toEqual([256, 128]);
    expect(parseNumbers(" 256, 128 ")).toEqual([256, 128]);
    expect(parseNumbers("")).toEqual([]);
    expect(parseNumbers("256 wide")).toBe("256 wide");
    expect(showNumbers([256, 128])).toBe("256 128");
    expect(showNumbers("256 wide")).toBe("256 wide");
  });
});

describe("a step", () => {
  const { bounds } = fieldOfKind("schedule.beta", "number");
  it("stays on the grid and inside the bounds", () => {
    expect(stepped(0.1, 1, bounds)).toBe(0.15);
    expect(stepped(0.3, -1, bounds)).toBe(0.25);
    expect(stepped(1, 1, bounds)).toBeNull();
    expect(stepped("", 1, bounds)).toBeNull();
  });
});
