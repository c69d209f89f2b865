import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { variant } from "@/charts/testing/comparison";
import { renderInApp } from "@/testing/render";
import { DroppedNothing } from "./DroppedNothing";

it("names what dropped nothing", async () => {
  await renderInApp(<DroppedNothing variants={[variant(1, { label: "DST", dropped_nothing: true })]} />);
  expect(screen.getByText("DST: no task was ever dropped")).toBeVisible();
});

it("is silent where tasks were dropped", async () => {
  await renderInApp(<DroppedNothing variants={[variant(2)]} />);
  expect(screen.queryByText(/no task was ever dropped/)).toBeNull();
});
