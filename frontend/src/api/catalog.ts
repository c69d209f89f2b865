import { queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";

export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/datasets", { signal })),
});

export const presetsQuery = queryOptions({
  queryKey: ["presets"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/presets", { signal })),
  staleTime: 60_000,
});

/** JSON Schema of `RunConfig`, from which the form is drawn. */
export const configSchemaQuery = queryOptions({
  queryKey: ["config-schema"],
  queryFn: ({ signal }) => unwrap(client.GET("/api/config-schema", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** What a configuration would do. Throws an `ApiError` that names each mistaken field. */
export function preview(config: Schemas["RunConfig"], signal?: AbortSignal): Promise<Schemas["Preview"]> {
  return unwrap(client.POST("/api/preview", { body: config, ...(signal ? { signal } : {}) }));
}

/** The runs that a submit would create. Throws an `ApiError` that names each mistaken field. */
export function expandRuns(body: Schemas["SubmitRuns"], signal?: AbortSignal): Promise<Schemas["Expansion"]> {
  return unwrap(client.POST("/api/runs/expand", { body, ...(signal ? { signal } : {}) }));
}

/** Queue runs. The same `key` sent twice creates them once. */
export function submitRuns(body: Schemas["SubmitRuns"], key: string): Promise<Schemas["CreatedRuns"]> {
  return unwrap(client.POST("/api/runs", { body, params: { header: { "idempotency-key": key } } }));
}
