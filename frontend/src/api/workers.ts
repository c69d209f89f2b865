import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

/** Workers beat every few seconds, so asking as often is enough. */
export const workersQuery = queryOptions({
  queryKey: ["workers"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/workers", { signal })),
  refetchInterval: 5_000,
});
