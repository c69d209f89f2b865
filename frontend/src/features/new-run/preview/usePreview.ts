import { preview } from "@/api/catalog";
import type { Schemas } from "@/api/client";
import { rowsOf } from "../form/tasks";
import type { Values } from "../schema/values";
import { type AnswerState, useAnswer } from "./useAnswer";

export type PreviewState = AnswerState<Schemas["Preview"]>;

/** What the configuration would do. */
export function usePreview(config: Values): PreviewState {
  return useAnswer({
    key: "preview",
    question: config,
    // Without a task there is nothing to ask: the form says so, or does not know the tasks yet.
    askable: (asked) => rowsOf(asked).length > 0,
    // The form may hold what is no RunConfig yet; saying so is the server's part.
    ask: (asked, signal) => preview(asked as Schemas["RunConfig"], signal),
  });
}
