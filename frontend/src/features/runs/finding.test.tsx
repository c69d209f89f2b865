import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { client } from "@/api/client";
import type { View } from "@/api/finding";
import { SearchBox } from "@/features/runs/query/SearchBox";
import { SelectionBar } from "@/features/runs/SelectionBar";
import { runsSearch } from "@/features/runs/search";
import { GUIDE } from "@/features/runs/testing/guide";
import { isUnchanged, toSearch, toStored } from "@/features/runs/views/stored";
import { ViewsMenu } from "@/features/runs/views/ViewsMenu";
import { renderInApp } from "@/testing/render";
import { summary } from "@/testing/runs";

const VIEW: View = {
  id: 7,
  name: "Failures",
  search: { q: "dst", status: "failed" },
  created_at: "2026-01-01T00:00:00Z",
  changed_at: "2026-01-01T00:00:00Z",
};

const ok = (data: unknown) => ({ data, response: new Response() });
/** What was sent by POST, PUT, PATCH and DELETE: path and body. */
let sent: [string, unknown][];
let refuse: { status: number; errors: { field: string; message: string }[] } | null;

beforeEach(() => {
  sent = [];
  refuse = null;
  vi.spyOn(client, "GET").mockImplementation((async (path: string) =>
    ok(path === "/api/query" ? GUIDE : { items: [VIEW], next: null })) as never);
  const answer = (async (path: string, { body }: { body?: unknown }) => {
    sent.push([path, body]);
    if (refuse) return { error: { title: "Conflict", ...refuse }, response: new Response(null, refuse) };
    return ok({ ...VIEW, ...(body as object), items: [] });
  }) as never;
  for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
    vi.spyOn(client, method).mockImplementation(answer);
  }
});

describe("the search box", () => {
  const box = () => screen.getByRole("combobox", { name: "Search runs" });

  it("tells a mistake where it was made", async () => {
    const problem = "Column 4: sta is no field; did you mean status?";
    await renderInApp(<SearchBox value="sta = x" onChange={() => {}} problem={problem} />);
    expect(box()).toBeInvalid();
    expect(box()).toHaveAccessibleDescription(problem);
  });

  it("completes by keyboard, and then searches", async () => {
    const onChange = vi.fn();
    await renderInApp(<SearchBox value="" onChange={onChange} problem={null} />);
    await userEvent.type(box(), "sta");
    await screen.findByRole("option", { name: /^status/ });
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(box()).toHaveValue("status ");
    await userEvent.type(box(), "= fai");
    await userEvent.keyboard("{ArrowDown}{Enter}");
    expect(box()).toHaveValue("status = failed ");
    await waitFor(() => expect(onChange).toHaveBeenLastCalledWith("status = failed "));
  });

  it("closes the completions first, then clears", async () => {
    await renderInApp(<SearchBox value="" onChange={() => {}} problem={null} />);
    await userEvent.type(box(), "sta");
    await screen.findByRole("option", { name: /^status/ });
    await userEvent.keyboard("{Escape}");
    expect(box()).toHaveValue("sta");
    await userEvent.keyboard("{Escape}");
    expect(box()).toHaveValue("");
  });

  it("explains fields and tries an example", async () => {
    const onChange = vi.fn();
    await renderInApp(<SearchBox value="" onChange={onChange} problem={null} />);
    await userEvent.click(screen.getByRole("button", { name: "What can be searched for" }));
    expect(await screen.findByText("config.tasks.#.weight")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: "status = failed" }));
    await waitFor(() => expect(onChange).toHaveBeenLastCalledWith("status = failed"));
  });
});

describe("a saved view", () => {
  it("is an address and back", () => {
    expect(toSearch(VIEW)).toEqual({ q: "dst", status: "failed", view: 7 });
    expect(toStored({ q: "dst", archived: "all", view: 7, group: undefined })).toEqual({
      q: "dst",
      archived: "all",
    });
    expect(isUnchanged({ q: "dst", status: "failed", view: 7 }, VIEW)).toBe(true);
    expect(isUnchanged({ q: "dst", view: 7 }, VIEW)).toBe(false);
    expect(runsSearch({ archived: true, view: 7 })).toEqual({ archived: "true", view: 7 });
    expect(runsSearch({ archived: "false", view: "x" })).toEqual({});
  });

  it("opens from the menu", async () => {
    const onOpen = vi.fn();
    await renderInApp(<ViewsMenu search={{}} onOpen={onOpen} />);
    await userEvent.click(await screen.findByRole("button", { name: "Views" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Failures" }));
    expect(onOpen).toHaveBeenLastCalledWith({ q: "dst", status: "failed", view: 7 });
  });

  it("is saved under a name; one that is taken is told at the field", async () => {
    const onOpen = vi.fn();
    refuse = { status: 409, errors: [{ field: "name", message: "There is such a view." }] };
    await renderInApp(<ViewsMenu search={{ q: "x" }} onOpen={onOpen} />);
    await userEvent.click(await screen.findByRole("button", { name: "Views" }));
    await userEvent.click(await screen.findByRole("menuitem", { name: "Save as a new view…" }));
    const name = await screen.findByRole("textbox", { name: "Name" });
    await userEvent.type(name, "Mine");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(name).toHaveAccessibleDescription("There is such a view."));
    refuse = null;
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(onOpen).toHaveBeenLastCalledWith({ q: "x", view: 7 }));
    expect(sent.at(-1)).toEqual(["/api/views", { name: "Mine", search: { q: "x" } }]);
  });

  it("says that it was changed, and is updated or deleted after a question", async () => {
    const onOpen = vi.fn();
    await renderInApp(<ViewsMenu search={{ q: "other", view: 7 }} onOpen={onOpen} />);
    const button = await screen.findByRole("button", { name: "Failures (changed)" });
    await userEvent.click(button);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Update “Failures”" }));
    expect(sent.at(-1)).toEqual(["/api/views/{view_id}", { name: "Failures", search: { q: "other" } }]);
    await userEvent.click(button);
    await userEvent.click(await screen.findByRole("menuitem", { name: "Delete…" }));
    expect(sent).toHaveLength(1);
    const dialog = await screen.findByRole("dialog", { name: "Delete the view “Failures”?" });
    await userEvent.click(within(dialog).getByRole("button", { name: "Delete view" }));
    await waitFor(() => expect(onOpen).toHaveBeenLastCalledWith({ q: "other", view: undefined }));
    expect(sent).toHaveLength(2);
  });
});

describe("the selected runs", () => {
  const runs = [summary({ id: 1, tags: ["old"] }), summary({ id: 2, tags: ["old", "x"], archived: true })];

  it("are archived together, which can be undone", async () => {
    await renderInApp(<SelectionBar runs={runs} onClear={() => {}} />);
    await userEvent.click(screen.getByRole("button", { name: "Archive 1" }));
    expect(sent).toEqual([["/api/runs/change", { ids: [1], archived: true }]]);
    await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
    expect(sent.at(-1)).toEqual(["/api/runs/change", { ids: [1], archived: false }]);
    expect(screen.getByRole("button", { name: "Unarchive 1" })).toBeVisible();
  });

  it("get tags together; undoing gives each its own tags again", async () => {
    await renderInApp(<SelectionBar runs={runs} onClear={() => {}} />);
    await userEvent.click(screen.getByRole("button", { name: "Tags" }));
    await userEvent.type(await screen.findByLabelText("Add tags", { selector: "input" }), "new{Enter}");
    await userEvent.click(screen.getByRole("button", { name: "Apply to 2" }));
    expect(sent).toEqual([["/api/runs/change", { ids: [1, 2], tags_add: ["new"], tags_remove: [] }]]);
    const undo = await screen.findAllByRole("button", { name: "Undo" });
    await userEvent.click(undo.at(-1) as HTMLElement);
    expect(sent.slice(1).map(([, body]) => body)).toEqual([{ tags: ["old"] }, { tags: ["old", "x"] }]);
  });
});
