import { queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";

export type QueryGuide = Schemas["QueryGuide"];
export type View = Schemas["ViewOut"];
export type ViewSearch = Schemas["ViewSearch"];

/** What the query language can ask for, with the words of the runs that there are. */
export const queryGuideQuery = queryOptions({
  queryKey: ["runs", "query"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/query", { signal })),
  staleTime: 60_000,
});

/** The saved views, by name. */
export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async ({ signal }) => (await unwrap(client.GET("/api/views", { signal }))).items,
});

export function createView(view: Schemas["SaveView"]): Promise<View> {
  return unwrap(client.POST("/api/views", { body: view }));
}

export function replaceView(id: number, view: Schemas["SaveView"]): Promise<View> {
  return unwrap(client.PUT("/api/views/{view_id}", { params: { path: { view_id: id } }, body: view }));
}

export async function deleteView(id: number): Promise<void> {
  await unwrap(client.DELETE("/api/views/{view_id}", { params: { path: { view_id: id } } }));
}
