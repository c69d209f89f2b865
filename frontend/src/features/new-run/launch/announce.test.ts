import { expect, it } from "vitest";
import { goalsOf } from "./announce";

const run = (id: number, experiment: string | null = null) => ({ id, name: `run ${id}`, experiment });

it("one run leads to its page, also in an experiment", () => {
  expect(goalsOf([run(4, "e")])).toEqual([{ label: "#4 run 4", href: "/runs/4" }]);
});

it("several runs lead to their experiment, whatever it is called", () => {
  expect(goalsOf([run(4, "a/b c"), run(5, "a/b c")])).toEqual([
    { label: "Experiment a/b c", href: "/experiments/a%2Fb%20c" },
  ]);
});

it("several runs of no experiment are named, but not all of many", () => {
  expect(goalsOf([run(1), run(2)]).map(({ href }) => href)).toEqual(["/runs/1", "/runs/2"]);
  const many = goalsOf([1, 2, 3, 4, 5, 6, 7].map((id) => run(id)));
  expect(many).toHaveLength(6);
  expect(many.at(-1)?.href).toBe("/runs");
});
