import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, type FieldError } from "@/api/client";

export type AnswerState<Answer> = {
  /** The newest answer that the server could give; kept while another is on its way or the form is mistaken. */
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

type Question<Asked, Answer> = {
  /** Tells this kind of question from others. */
  key: string;
  /** What is asked; a new object is a new question. */
  question: Asked;
  /** Whether there is anything to ask. */
  askable: (question: Asked) => boolean;
  ask: (question: Asked, signal: AbortSignal) => Promise<Answer>;
};

const PAUSE = 250;
const RETRY = 3_000;

/** What the server says to the form as it stands, asked for once typing pauses; an older question is aborted. */
export function useAnswer<Asked, Answer>(about: Question<Asked, Answer>): AnswerState<Answer> {
  const { key, question, ask } = about;
  const [asked] = useDebouncedValue(question, PAUSE);
  const askable = about.askable(asked);
  const query = useQuery({
    enabled: askable,
    queryKey: [key, asked],
    queryFn: ({ signal }) => ask(asked, signal),
    staleTime: 30_000,
    gcTime: 60_000,
    retry: false,
    refetchInterval: ({ state }) => (isFailure(state.error) ? RETRY : false),
  });
  const [settled, setSettled] = useState<Settled<Answer>>({ outcome: null, answer: null, error: null });
  const outcome = query.data ?? query.error;
  if (outcome && outcome !== settled.outcome) {
    setSettled({ outcome, answer: query.data ?? settled.answer, error: query.data ? null : query.error });
  }
  const pending = (askable && query.isPending) || asked !== question;
  const { error } = settled;
  return {
    answer: settled.answer,
    current: askable && !pending && error === null,
    pending,
    errors: askable && error instanceof ApiError ? error.problem.errors : [],
    failure: askable && isFailure(error) ? error : null,
    retry: () => void query.refetch(),
  };
}

type Settled<Answer> = { outcome: Answer | Error | null; answer: Answer | null; error: Error | null };

/** An error that names no field: the server is away, or something in it is. */
function isFailure(error: unknown): error is ApiError {
  return error instanceof ApiError && error.problem.errors.length === 0;
}
