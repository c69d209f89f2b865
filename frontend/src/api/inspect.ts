import { queryOptions } from "@tanstack/react-query";
import { client, type Schemas, unwrap } from "@/api/client";

type Asked = { data: Schemas["InspectDataset"]["data"]; samples?: number; seed?: number };

/** What a data set holds as it is configured. Fails with an `ApiError` that names each mistaken field. */
export function inspectQuery({ data, samples = 12, seed = 0 }: Asked) {
  return queryOptions({
    queryKey: ["inspect", data, samples, seed],
    queryFn: ({ signal }) =>
      unwrap(client.POST("/api/datasets/inspect", { body: { data, samples, seed }, signal })),
    staleTime: 30_000,
    gcTime: 120_000,
    retry: false,
  });
}
