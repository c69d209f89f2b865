import { QueryClient } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { client } from "./client";
import { queueQuery } from "./runs";

it("finds archived runs in the queue, too", async () => {
  const page = { items: [], next: null, total: 0, counts: {} };
  const get = vi.spyOn(client, "GET").mockResolvedValue({ data: page, response: new Response() } as never);
  await new QueryClient().fetchQuery(queueQuery);
  expect(get.mock.calls[0]?.[1]).toMatchObject({
    params: { query: { status: ["queued"], archived: "all" } },
  });
});
