import { useMemo } from "react";
import { expandRuns } from "@/api/catalog";
import type { FieldError, Schemas } from "@/api/client";
import type { Base } from "../form/base";
import type { Extras } from "../form/draft";
import { parseSeeds, runsSentence } from "../form/seeds";
import { bodyOf, twinRefusal } from "../form/submit";
import { rowsOf } from "../form/tasks";
import { type AnswerState, useAnswer } from "../preview/useAnswer";
import type { Section } from "../schema/model";
import type { Values } from "../schema/values";
import { variedOf } from "./vary";
import { launchSentence } from "./words";

type Body = Schemas["SubmitRuns"];
type Expansion = Schemas["Expansion"];

export type Submission = {
  body: Body;
  /** Why there can be no always-on twins; null where there can. */
  noTwin: string | null;
  /** How many runs it creates; null while that is not known. */
  runs: number | null;
  /** The same in words. */
  sentence: string;
  /** The runs one by one, where there are several. */
  expansion: AnswerState<Expansion>;
  /** How the varied settings are called, by dotted field. */
  titles: Record<string, string>;
  /** What is wrong beside the configuration, under the names that the server uses. */
  mistakes: FieldError[];
};

type Form = { sections: Section[]; base: Base; config: Values; extras: Extras };

/** What a launch of the form as it stands sends, and which runs that creates. */
export function useSubmission({ sections, base, config, extras }: Form): Submission {
  const seedList = parseSeeds(extras.seeds);
  const seeds = "seeds" in seedList ? seedList.seeds : [];
  const { vary, titles, mistakes } = useMemo(
    () => variedOf(sections, config, extras.vary),
    [sections, config, extras.vary],
  );
  const noTwin = twinRefusal(config, vary);
  const twin = extras.twin && noTwin === null;
  const body = bodyOf(config, extras, { seeds, twin, vary, preset: base.preset });
  const grouped = Object.keys(vary).length > 0 || extras.single;
  const several = grouped || seeds.length > 1 || twin;
  const own = [
    ...("mistake" in seedList ? [{ field: "seeds", message: seedList.mistake }] : []),
    ...mistakes,
  ];
  const expansion = useExpansion(body, several && own.length === 0);

  const answer = expansion.current ? expansion.answer : null;
  const counted = Math.max(1, seeds.length) * (twin ? 2 : 1);
  return {
    body,
    noTwin,
    runs: grouped ? (answer?.total ?? null) : counted,
    sentence: grouped ? sentenceOf(answer) : runsSentence(seeds.length, twin),
    expansion,
    titles,
    mistakes: own,
  };

  function sentenceOf(answer: Expansion | null): string {
    if (!answer) return "Several runs.";
    return launchSentence({
      total: answer.total,
      single: answer.items.filter(({ single_task }) => single_task !== null).length,
      varied: Object.entries(vary).map(([field, values]) => ({
        field,
        title: titles[field] ?? field,
        values: values.length,
      })),
      seeds: seeds.length,
      twin,
    });
  }
}

/** The runs that `body` would create. Who reads them later is told otherwise, so notes and tags ask nothing anew. */
function useExpansion(body: Body, wanted: boolean): AnswerState<Expansion> {
  return useAnswer({
    key: "expansion",
    question:
      wanted && rowsOf(body.config as Values).length > 0
        ? JSON.stringify({ ...body, notes: "", tags: [] })
        : "",
    askable: (question) => question !== "",
    ask: (question, signal) => expandRuns(JSON.parse(question) as Body, signal),
  });
}
