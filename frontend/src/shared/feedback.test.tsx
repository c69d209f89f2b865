import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { ApiError } from "@/api/client";
import { Reasons } from "./feedback";

afterEach(cleanup);

const problem = (detail: string, ...fields: string[]) =>
  new ApiError({
    title: "Unprocessable",
    status: 422,
    detail,
    errors: fields.map((field) => ({ field, message: "wrong" })),
  });

describe("Reasons", () => {
  it("names every mistaken field once", () => {
    const { container } = render(
      <Reasons error={problem("epochs: wrong (and 1 more)", "epochs", "tasks.0.name")} />,
    );
    expect(container.textContent).toBe("epochs: wrong (and 1 more)tasks.0.name: wrong");
  });

  it("falls back on the title", () => {
    render(<Reasons error={problem("", "epochs")} />);
    expect(screen.getByText(/Unprocessable/)).toBeTruthy();
    expect(screen.getByText("epochs")).toBeTruthy();
  });

  it("shows what any other error says", () => {
    const { container } = render(<Reasons error={new Error("gone")} />);
    expect(container.textContent).toBe("gone");
  });
});
