import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Schemas } from "@/api/client";
import { metrics, runOf } from "@/charts/testing/records";
import { renderInApp } from "@/testing/render";
import { Result } from "./Result";
import { ResultStrip } from "./ResultStrip";

const test: Schemas["TestOut"] = {
  epoch: 12,
  stopped_early: false,
  overall_accuracy: 0.97,
  tasks: [{ task: "digit", ...metrics({ accuracy: 0.97, majority: 0.1135, loss: 0.4 }) }],
};
const run = runOf(
  ["digit"],
  { kind: "always_on" },
  {
    test,
    published: [
      { task: "digit", metric: "test_accuracy", value: 0.9735 },
      { task: "digit", metric: "test_loss", value: 0.50593 },
      { task: "attributes", metric: "test_f1", value: 0.48248 },
      { task: "category", metric: "test_accuracy", value: 0.6127 },
      { task: "digit", metric: "best_validation_accuracy", value: 0.98 },
    ],
  },
);

it("shows published figures with the digits of the report, and ours beside them with as many", async () => {
  await renderInApp(<Result run={run} newest={undefined} confusions={undefined} />);
  const row = screen.getByRole("row", { name: /^digit/ });
  const cells = within(row).getAllByRole("cell");
  const texts = cells.map(({ textContent }) => textContent);
  expect(texts.slice(1, 6)).toEqual(["97.35", "11.35", "97.00", "−0.35", "+85.65"]);
  expect(texts).toContain("0.50593");
  expect(texts).toContain("0.40000");
  expect(screen.getByText(/^Published \(other tasks\)/)).toHaveTextContent(
    /: attributes, test f1 0.48248 · category, test accuracy 61.27 %$/,
  );
  expect(screen.getByText(/^Also published/)).toHaveTextContent(/: digit, best validation accuracy 98.00 %$/);
});

it("has as many digits in the line above everything", async () => {
  await renderInApp(<ResultStrip run={run} newest={undefined} confusions={undefined} />);
  const strip = screen.getByRole("region", { name: "Result" });
  for (const text of ["97.00", "published 97.35", "majority 11.35", "+85.65"]) {
    expect(strip).toHaveTextContent(text);
  }
});
