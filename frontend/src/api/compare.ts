import { queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";
import type { operations } from "./schema";

export type Metric = Schemas["Comparison"]["metric"];
export type Quantity = NonNullable<operations["compare_curves"]["parameters"]["query"]["quantity"]>;

/** Which runs are compared, in what, and with which variant: what `GET /api/compare` understands. */
export type Compared = {
  /** Numbers separated by commas. */
  runs?: string | undefined;
  experiment?: string | undefined;
  metric?: Metric | undefined;
  /** A run of the variant that the others are compared with. */
  baseline?: number | undefined;
};

/**
 * Asked for again when a run comes, goes or ends. Until the answer is here, a former one of the same runs stays: figures
 * of other runs would be taken for theirs.
 */
export function comparisonQuery(compared: Compared) {
  return queryOptions({
    queryKey: ["runs", "compare", compared] as const,
    queryFn: ({ signal }) =>
      unwrap(client.GET("/api/compare", { params: { query: defined(compared) }, signal })),
    enabled: compared.runs !== undefined || compared.experiment !== undefined,
    placeholderData: (previous, query) => {
      const [, , former] = query?.queryKey ?? [];
      return former?.runs === compared.runs && former?.experiment === compared.experiment
        ? previous
        : undefined;
    },
    retry: false,
  });
}

/** A quantity of a task over the epochs of finished runs, which do not change any more. */
export function curvesQuery(runs: readonly number[], task: string, quantity: Quantity) {
  return queryOptions({
    queryKey: ["curves", runs, task, quantity],
    queryFn: async ({ signal }) => {
      const query = { runs: runs.join(), task, quantity };
      return (await unwrap(client.GET("/api/compare/curves", { params: { query }, signal }))).items;
    },
    enabled: runs.length > 0,
    placeholderData: (previous) => previous,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** The address and the client know no `undefined`. */
function defined({ runs, experiment, metric, baseline }: Compared) {
  return {
    ...(runs === undefined ? {} : { runs }),
    ...(experiment === undefined ? {} : { experiment }),
    ...(metric === undefined ? {} : { metric }),
    ...(baseline === undefined ? {} : { baseline }),
  };
}
