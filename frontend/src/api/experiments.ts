import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";

export type Experiment = Schemas["ExperimentOut"];
export type ExperimentSummary = Schemas["ExperimentSummary"];

/** Experiments whose name holds `q`, the newest first, page by page. */
export function experimentsQuery(q = "") {
  return infiniteQueryOptions({
    queryKey: ["runs", "experiments", q],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(q ? { q } : {}), ...(pageParam === null ? {} : { before: pageParam }) };
      return unwrap(client.GET("/api/experiments", { params: { query }, signal }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

/** One experiment with all of its runs. Asked for again when a run comes, goes or changes its status. */
export function experimentQuery(name: string) {
  return queryOptions({
    queryKey: ["runs", "experiment", name],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/experiments/{name}", { params: { path: { name } }, signal })),
  });
}

/** Cancel every run that is queued or running. */
export function cancelExperiment(name: string): Promise<Experiment> {
  return unwrap(client.POST("/api/experiments/{name}/cancel", { params: { path: { name } } }));
}

/** Queue every failed run again; each goes on after its last checkpoint. */
export function relaunchExperiment(name: string): Promise<Experiment> {
  return unwrap(client.POST("/api/experiments/{name}/relaunch", { params: { path: { name } } }));
}
