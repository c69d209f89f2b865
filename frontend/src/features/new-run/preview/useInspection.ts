import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, type FieldError, type Schemas } from "@/api/client";
import { inspectQuery } from "@/api/inspect";
import { dataKey } from "../form/dataset";
import type { Values } from "../schema/values";
import type { Inspection } from "../types";

export type InspectionState = {
  /** What the chosen files hold; kept while they are read again with other settings. */
  answer: Inspection | null;
  pending: boolean;
  errors: FieldError[];
};

type Settled = { key: string; outcome: unknown; answer: Inspection | null; errors: FieldError[] };

const PAUSE = 250;
const NOTHING: Settled = { key: "", outcome: null, answer: null, errors: [] };

/** What the data set holds, asked for once typing pauses. `there`: its files are on the server. */
export function useInspection(config: Values, there: boolean): InspectionState {
  const key = dataKey(config);
  // Tasks and the rest of the form do not change what the files hold.
  const [asked] = useDebouncedValue(config.data, PAUSE);
  const query = useQuery({
    ...inspectQuery({ data: asked as Schemas["InspectDataset"]["data"] }),
    enabled: there,
  });
  const askedKey = dataKey({ data: asked });
  const [settled, setSettled] = useState(NOTHING);
  const outcome = query.data ?? query.error;
  if (outcome && outcome !== settled.outcome) {
    const kept = settled.key === askedKey ? settled.answer : null;
    setSettled({ key: askedKey, outcome, answer: query.data ?? kept, errors: mistakes(query.error) });
  }
  const current = settled.key === key;
  return {
    answer: current ? settled.answer : null,
    pending: there && (query.isFetching || asked !== config.data),
    errors: current && asked === config.data ? settled.errors : NOTHING.errors,
  };
}

/** What went wrong otherwise, the preview says: it asks the same server at the same time. */
function mistakes(error: unknown): FieldError[] {
  return error instanceof ApiError ? error.problem.errors : [];
}
