import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { run } from "@/testing/runs";
import { Provenance } from "./Provenance";

const reported = {
  preset: "a",
  preset_title: "λ 0.5",
  preset_changes: [],
  published_source: "A report",
  published_note: "On other data.",
};

it("says where the figures are from, and what the preset changes against that", () => {
  render(<Provenance run={run({ ...reported, published_changed: "Ten epochs in place of five." })} />);
  for (const text of ["Source: A report", "We changed: Ten epochs in place of five.", "On other data."]) {
    expect(screen.getByText(text)).toBeVisible();
  }
});

it("says of no change where there is none", () => {
  render(<Provenance run={run(reported)} />);
  expect(screen.getByText("Source: A report")).toBeVisible();
  expect(screen.queryByText(/We changed/)).toBeNull();
});
