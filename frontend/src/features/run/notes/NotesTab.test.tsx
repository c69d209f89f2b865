import { fireEvent, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { client } from "@/api/client";
import { NotesTab } from "@/features/run/notes/NotesTab";
import { renderInApp } from "@/testing/render";
import { run } from "@/testing/runs";

const notes = () => screen.getByRole("textbox", { name: "Notes" });
const write = (value: string) => fireEvent.change(notes(), { target: { value } });

it("saves by itself what was typed, and says so", async () => {
  const patch = vi
    .spyOn(client, "PATCH")
    .mockResolvedValue({ data: run({ notes: "odd" }), response: new Response() });
  await renderInApp(<NotesTab run={run()} />);
  expect(screen.getByRole("status")).toHaveTextContent("Saved");
  write("odd");
  expect(screen.getByRole("status")).toHaveTextContent("Saving…");
  fireEvent.blur(notes());
  await vi.waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("Saved"));
  expect(patch).toHaveBeenCalledExactlyOnceWith("/api/runs/{run_id}", {
    params: { path: { run_id: 1 } },
    body: { notes: "odd" },
  });
});

it("keeps what could not be saved, and says why", async () => {
  const refusal = {
    title: "Unprocessable",
    status: 422,
    detail: "",
    errors: [{ field: "notes", message: "Too long" }],
  };
  vi.spyOn(client, "PATCH").mockResolvedValue({
    error: refusal as never,
    response: new Response("", { status: 422 }),
  });
  await renderInApp(<NotesTab run={run()} />);
  write("long");
  fireEvent.blur(notes());
  await vi.waitFor(() => expect(screen.getAllByRole("status")[0]).toHaveTextContent(/Not saved/));
  expect(notes()).toHaveValue("long");
  expect(await screen.findByText(/Too long/)).toBeVisible();
});
