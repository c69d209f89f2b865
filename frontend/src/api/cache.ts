import { queryOptions } from "@tanstack/react-query";
import { client, unwrap } from "@/api/client";

/** The decoded images on the server's disk, the last used first. */
export const cacheQuery = queryOptions({
  queryKey: ["cache"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/cache", { signal })),
  refetchInterval: 10_000, // runs fill it
});

export async function removeCached(key: string): Promise<void> {
  await unwrap(client.DELETE("/api/cache/{key}", { params: { path: { key } } }));
}
