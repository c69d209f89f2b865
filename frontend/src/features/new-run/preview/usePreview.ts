import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { preview } from "@/api/catalog";
import { ApiError, type FieldError, type Schemas } from "@/api/client";
import { rowsOf } from "../form/tasks";
import type { Values } from "../schema/values";

type Answer = Schemas["Preview"];

export type PreviewState = {
  /** The newest plan that the server could draw up; kept while another is on its way or the form is mistaken. */
  answer: Answer | null;
  /** Whether `answer` is what the form says now. */
  current: boolean;
  /** Whether the server is being asked. */
  pending: boolean;
  errors: FieldError[];
  /** What went wrong that no field can mend. */
  failure: ApiError | null;
  retry: () => void;
};

const PAUSE = 250;
const RETRY = 3_000;

/** What the configuration would do, asked for once typing pauses; an older question is aborted. */
export function usePreview(config: Values): PreviewState {
  const [asked] = useDebouncedValue(config, PAUSE);
  // Without a task there is nothing to ask: the form says so, or does not know the tasks yet.
  const askable = rowsOf(asked).length > 0;
  const query = useQuery({
    enabled: askable,
    queryKey: ["preview", asked],
    // The form may hold what is no RunConfig yet; saying so is the server's part.
    queryFn: ({ signal }) => preview(asked as Schemas["RunConfig"], signal),
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
    refetchInterval: ({ state }) => (isFailure(state.error) ? RETRY : false),
  });
  const [settled, setSettled] = useState<Settled>({ outcome: null, answer: null, error: null });
  const outcome = query.data ?? query.error;
  if (outcome && outcome !== settled.outcome) {
    setSettled({ outcome, answer: query.data ?? settled.answer, error: query.data ? null : query.error });
  }
  const pending = (askable && query.isPending) || asked !== config;
  const { error } = settled;
  return {
    answer: settled.answer,
    current: askable && !pending && error === null,
    pending,
    errors: askable && error instanceof ApiError ? error.problem.errors : [],
    failure: isFailure(error) ? error : null,
    retry: () => void query.refetch(),
  };
}

type Settled = { outcome: Answer | Error | null; answer: Answer | null; error: Error | null };

/** An error that names no field: the server is away, or something in it is. */
function isFailure(error: unknown): error is ApiError {
  return error instanceof ApiError && error.problem.errors.length === 0;
}
