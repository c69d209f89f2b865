import { describe, expect, it } from "vitest";
import { freshForm, offer, tasks } from "../testing/samples";
import { setField } from "./edit";
import { readingRefusal, reuseMistakes, reuseOf, withoutTask, withTies } from "./reuse";
import { rowsOf, switchAll, switchTask } from "./tasks";

describe("who may read whom", () => {
  const chain = { c: ["b"], b: ["a"] };

  it("is anyone but oneself, and who waits for oneself", () => {
    expect(readingRefusal(chain, "c", "a")).toBeNull();
    expect(readingRefusal(chain, "a", "a")).toBe("a task cannot read itself");
    expect(readingRefusal(chain, "a", "b")).toBe("b reads a");
    expect(readingRefusal(chain, "a", "c")).toBe("c reads b reads a");
  });

  it("is found even where the configuration has a circle already", () => {
    expect(readingRefusal({ a: ["b"], b: ["a"] }, "c", "a")).toBeNull();
  });
});

describe("a task that is switched off", () => {
  it("leaves the graph with its ties, and comes back with them", () => {
    const { reuse, ties } = withoutTask({ c: ["b", "a"], b: ["a"] }, "b");
    expect(reuse).toEqual({ c: ["a"] });
    expect(withTies(reuse, "b", ties, new Set(["a", "b", "c"]))).toEqual({ c: ["a", "b"], b: ["a"] });
    expect(withTies(reuse, "b", ties, new Set(["b", "c"]))).toEqual({ c: ["a", "b"] });
  });

  it("comes back without ties that have become a circle", () => {
    const { reuse, ties } = withoutTask({ b: ["a"], c: ["b"] }, "b");
    expect(reuse).toEqual({});
    expect(withTies({ a: ["c"] }, "b", ties, new Set(["a", "b", "c"]))).toEqual({ a: ["c"] });
  });

  it("does both in the form", () => {
    const all = setField(switchAll(freshForm(), tasks, offer, true), "sharing.reuse", { parity: ["digit"] });
    const without = switchTask(all, tasks, offer, "digit");
    expect(reuseOf(without.config)).toEqual({});
    expect(reuseOf(switchTask(without, tasks, offer, "digit").config)).toEqual({ parity: ["digit"] });
  });
});

describe("a reader", () => {
  it("needs a hidden layer to which the answer can be joined", () => {
    const state = setField(freshForm(), "sharing.reuse", { parity: ["digit"], digit: [] });
    const found = (config: typeof state.config) => reuseMistakes(config, rowsOf(config));
    expect(found(state.config)).toEqual([
      {
        field: "sharing.reuse.parity",
        message: "The head of parity has no hidden layer to which an answer could be joined: give it one.",
      },
    ]);
    expect(found(setField(state, "tasks.1.head_hidden", [64]).config)).toEqual([]);
  });
});
