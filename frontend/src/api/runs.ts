import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";

type Run = Schemas["RunOut"];
export type Status = Schemas["Status"];

/** In the order in which a run goes through them. */
export const STATUSES = [
  "queued",
  "running",
  "cancelling",
  "succeeded",
  "failed",
  "cancelled",
] as const satisfies Status[];

/** Of what is archived: shown too, or alone. Without it, a list shows the rest. */
export type Shown = "true" | "all";

/** Reads an address. */
export function shownOf(value: unknown): Shown | undefined {
  return (["true", "all"] as const).find((known) => known === String(value));
}

/** Which runs, in which order: what `GET /api/runs` understands. */
export type RunFilter = {
  status?: Status | undefined;
  /** In the query language. */
  q?: string | undefined;
  sort?: string | undefined;
  archived?: Shown | undefined;
};

const PAGE = 50;

export function runQuery(id: number) {
  return queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/runs/{run_id}", { params: { path: { run_id: id } }, signal })),
  });
}

/**
 * The confusion matrices of a run. `state` says what they are of; a new one brings new matrices, and until they are here
 * the former ones stay.
 */
export function confusionsQuery(id: number, state: string) {
  return queryOptions({
    queryKey: ["run", id, "confusion", state],
    queryFn: async ({ signal }) => {
      const path = { run_id: id };
      return (await unwrap(client.GET("/api/runs/{run_id}/confusion", { params: { path }, signal }))).items;
    },
    placeholderData: (previous) => previous,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
}

/**
 * The recorded losses of the run's first `epochs` epochs through DST with other settings. Until a new answer is here the
 * former one stays.
 */
export function replayQuery(id: number, settings: Schemas["Dst"], epochs: number) {
  return queryOptions({
    queryKey: ["run", id, "replay", settings, epochs],
    queryFn: ({ signal }) =>
      unwrap(
        client.POST("/api/runs/{run_id}/replay", {
          params: { path: { run_id: id } },
          body: settings,
          signal,
        }),
      ),
    placeholderData: (previous) => previous,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
}

function getRuns(filter: RunFilter, limit: number, cursor: string | null, signal: AbortSignal) {
  const { status, q, sort, archived } = filter;
  const query = {
    limit,
    ...(status ? { status: [status] } : {}),
    ...(q ? { q } : {}),
    ...(sort ? { sort } : {}),
    ...(archived ? { archived } : {}),
    ...(cursor ? { cursor } : {}),
  };
  return unwrap(client.GET("/api/runs", { params: { query }, signal }));
}

export function runsQuery(filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: ["runs", "list", filter],
    queryFn: ({ pageParam, signal }) => getRuns(filter, PAGE, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (previous) => previous,
  });
}

/** How many runs are archived. */
export const archivedCountQuery = queryOptions({
  queryKey: ["runs", "archived"],
  queryFn: async ({ signal }) => (await getRuns({ archived: "true" }, 1, null, signal)).total,
});

const MOST = 200;

/** The newest runs that `q` leads to, for choosing one of them. */
export function newestRunsQuery(q: string) {
  return queryOptions({
    queryKey: ["runs", "newest", q],
    queryFn: async ({ signal }) => {
      const query = { q, limit: MOST };
      return (await unwrap(client.GET("/api/runs", { params: { query }, signal }))).items;
    },
  });
}

/** The queue, first come first: an archived run waits in it like any other. */
export const queueQuery = queryOptions({
  queryKey: ["runs", "queue"],
  queryFn: ({ signal }) => getRuns({ status: "queued", sort: "id", archived: "all" }, 100, null, signal),
  refetchInterval: 5_000,
});

export function cancelRun(id: number): Promise<Run> {
  return unwrap(client.POST("/api/runs/{run_id}/cancel", { params: { path: { run_id: id } } }));
}

export function resumeRun(id: number): Promise<Run> {
  return unwrap(client.POST("/api/runs/{run_id}/resume", { params: { path: { run_id: id } } }));
}

export async function deleteRun(id: number): Promise<void> {
  await unwrap(client.DELETE("/api/runs/{run_id}", { params: { path: { run_id: id } } }));
}

export function changeRun(id: number, change: Schemas["ChangeRun"]): Promise<Run> {
  return unwrap(client.PATCH("/api/runs/{run_id}", { params: { path: { run_id: id } }, body: change }));
}

/** The number of the run that is pinned as the baseline of an experiment. */
export async function pinnedRun(experiment: string): Promise<number | null> {
  const name = experiment.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  const query = { q: `experiment = "${name}" and pinned = true`, archived: "all" as const };
  const { items } = await unwrap(client.GET("/api/runs", { params: { query } }));
  return items.find((run) => run.experiment === experiment)?.id ?? null; // queries take capitals for small letters
}

/** Change many runs at once: all of them, or none. */
export async function changeRuns(change: Schemas["ChangeRuns"]): Promise<Schemas["RunSummary"][]> {
  return (await unwrap(client.POST("/api/runs/change", { body: change }))).items;
}
