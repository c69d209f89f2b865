import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

const NEWEST = 100;

/** Names of the experiments that the newest runs belong to, newest first. */
export const experimentsQuery = queryOptions({
  queryKey: ["runs", "experiments"],
  queryFn: async ({ signal }) => {
    const page = await unwrap(client.GET("/api/runs", { params: { query: { limit: NEWEST } }, signal }));
    return [...new Set(page.items.map((run) => run.experiment).filter((name) => name !== null))];
  },
  staleTime: 30_000,
});
