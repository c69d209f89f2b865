import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, type FieldError, type Schemas } from "@/api/client";
import { inspectQuery } from "@/api/inspect";

type Data = Schemas["InspectDataset"]["data"];
type Asked = {
  dataset: string;
  /** The manifest, of images of one's own. */
  path: string | undefined;
  seed: number;
  /** Whether there are files to read. */
  there: boolean;
};

const SAMPLES = 24;

/**
 * What the files hold. Of photographs that lack the official test part, the random parts are shown: the images and
 * labels are the same.
 */
export function useInspection({ dataset, path, seed, there }: Asked) {
  const [partial, setPartial] = useState(false);
  const data = {
    dataset,
    ...(path === undefined ? {} : { path }),
    ...(partial ? { partition: "random" } : {}),
  } as Data;
  const query = useQuery({
    ...inspectQuery({ data, samples: SAMPLES, seed }),
    enabled: there,
    // Other images of the same data take the place of those that are shown.
    placeholderData: (previous, before) => (sameData(before?.queryKey, data) ? previous : undefined),
  });
  const refused = mistakesIn(query.error).some(({ field }) => field.endsWith("partition"));
  if (refused && !partial) setPartial(true);
  return query;
}

/** The mistakes that an error names. */
export function mistakesIn(error: unknown): FieldError[] {
  return error instanceof ApiError ? error.problem.errors : [];
}

function sameData(key: readonly unknown[] | undefined, data: Data): boolean {
  return JSON.stringify(key?.[1]) === JSON.stringify(data);
}
