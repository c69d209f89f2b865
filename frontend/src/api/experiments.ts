import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";
import type { Shown } from "@/api/runs";

export type Experiment = Schemas["ExperimentOut"];
export type ExperimentSummary = Schemas["ExperimentSummary"];

/** What a list of experiments may be asked for; `q`: words that the name holds. */
export type ExperimentFilter = { q?: string | undefined; archived?: Shown | undefined };

/** Experiments, the newest first, page by page. */
export function experimentsQuery({ q, archived }: ExperimentFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", "experiments", q ?? "", archived ?? ""],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(q ? { q } : {}),
        ...(archived ? { archived } : {}),
        ...(pageParam === null ? {} : { before: pageParam }),
      };
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
