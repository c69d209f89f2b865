import { Menu } from "@mantine/core";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { client } from "@/api/client";
import { MarkingItems } from "@/shared/MarkingItems";
import { renderInApp } from "@/testing/render";
import { summary } from "@/testing/runs";

const ok = (data: unknown) => ({ data, response: new Response() });

it("undoing a pin gives it back to the run that had it", async () => {
  const sent: unknown[] = [];
  const others = [summary({ id: 3, experiment: "LAMBDA" }), summary({ id: 4, experiment: "lambda" })];
  vi.spyOn(client, "GET").mockResolvedValue(ok({ items: others, next: null }) as never);
  vi.spyOn(client, "PATCH").mockImplementation((async (_: string, { params, body }: never) => {
    sent.push([(params as { path: { run_id: number } }).path.run_id, body]);
    return ok({});
  }) as never);
  await renderInApp(
    <Menu opened>
      <Menu.Dropdown>
        <MarkingItems run={summary({ id: 9, experiment: "lambda" })} />
      </Menu.Dropdown>
    </Menu>,
  );
  await userEvent.click(await screen.findByRole("menuitem", { name: "Pin as baseline" }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(sent).toEqual([
    [9, { pinned: true }],
    [4, { pinned: true }],
  ]);
});
