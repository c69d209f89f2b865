import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { submitRuns } from "@/api/catalog";
import { ApiError, type FieldError, type Schemas } from "@/api/client";
import { type Intent, intentFor } from "../form/draft";

type Body = Schemas["SubmitRuns"];

type Options = {
  intent: Intent | null;
  /** The intent is stored before it is sent, so that a reload after a lost answer still sends the same key. */
  onIntent: (intent: Intent | null) => void;
  onCreated: (runs: Schemas["RunOut"][]) => void;
};

export type Launcher = {
  launch: (body: Body) => void;
  launching: boolean;
  /** The mistakes that the server found in `body`, or none where another body was sent. */
  errorsOf: (body: Body) => FieldError[];
  failureOf: (body: Body) => ApiError | null;
};

/** Sends a launch at most once at a time, and with the same key until its answer has arrived. */
export function useLaunch({ intent, onIntent, onCreated }: Options): Launcher {
  const queries = useQueryClient();
  const busy = useRef(false); // the state of the mutation arrives one render late for a double click
  const mutation = useMutation({
    mutationFn: ({ body, key }: Intent) => submitRuns(JSON.parse(body) as Body, key),
    onSuccess: ({ items }) => {
      void queries.invalidateQueries({ queryKey: ["runs"] });
      onCreated(items);
    },
    onError: (error) => {
      if (isAnswer(error)) onIntent(null);
    },
    onSettled: () => {
      busy.current = false;
    },
  });

  const launch = (body: Body) => {
    if (busy.current) return;
    busy.current = true;
    const next = intentFor(intent, JSON.stringify(body));
    onIntent(next);
    mutation.mutate(next);
  };
  const errorOf = (body: Body) => {
    const sent = mutation.variables?.body === JSON.stringify(body);
    return sent && mutation.error instanceof ApiError ? mutation.error : null;
  };
  return {
    launch,
    launching: mutation.isPending,
    errorsOf: (body) => errorOf(body)?.problem.errors ?? [],
    failureOf: (body) => {
      const error = errorOf(body);
      return error && error.problem.errors.length === 0 ? error : null;
    },
  };
}

/** A clear no. Without one (no answer, or the server broke) the runs may have been created all the same. */
function isAnswer(error: Error): boolean {
  return error instanceof ApiError && error.problem.status >= 400 && error.problem.status < 500;
}
