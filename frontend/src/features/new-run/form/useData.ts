import { useEffect, useMemo } from "react";
import { useInspection } from "../preview/useInspection";
import type { Section } from "../schema/model";
import { getAt, type Values } from "../schema/values";
import type { Dataset } from "../types";
import type { KnownData } from "./context";
import { dataKey, datasetOf, MANIFEST_PATH, offerOf } from "./dataset";
import { type FormState, topField } from "./edit";
import { adoptTasks, namesOf, TASKS_PATH } from "./tasks";

/** Data sets with this setting are photographs, which are decoded into a cache. */
const IMAGE_SIZE = "data.image_size";

type Form = {
  sections: Section[];
  datasets: Dataset[];
  /** What the form started with. */
  base: Values;
  config: Values;
  edit: (change: (state: FormState) => FormState) => void;
};

/** What is known of the chosen data; once its files tell of tasks and none is chosen yet, all of them are. */
export function useData({ sections, datasets, base, config, edit }: Form) {
  const { answer, pending, errors } = useInspection(config, isThere(config, datasets));
  const { data, [TASKS_PATH]: rows } = config;

  const known = useMemo((): KnownData => {
    return { offer: offerOf({ data }, datasets, answer), inspection: answer, pending };
  }, [data, datasets, answer, pending]);

  useEffect(() => {
    const tasks = topField(sections, TASKS_PATH, "tasks");
    if (!answer || !tasks) return;
    edit((state) => {
      const offer = offerOf(state.config, datasets, answer);
      return offer ? adoptTasks(state, tasks, offer) : state;
    });
  }, [answer, sections, datasets, edit]);

  /** What the form started with, once the tasks that it could not know are known. */
  const start = useMemo(() => {
    const tasks = topField(sections, TASKS_PATH, "tasks");
    const offer = dataKey(base) === known.offer?.key ? known.offer : null;
    return offer && tasks ? adoptTasks({ config: base, aside: {} }, tasks, offer).config : base;
  }, [sections, base, known]);

  const glimpse = useMemo(
    () => ({
      inspection: answer,
      pending,
      tasks: namesOf({ [TASKS_PATH]: rows }),
      decoded: getAt({ data }, IMAGE_SIZE) !== undefined,
    }),
    [answer, pending, rows, data],
  );
  return { known, start, glimpse, errors };
}

/** Whether there is something to read: the files of a manifest are named by the form itself. */
function isThere(config: Values, datasets: Dataset[]): boolean {
  const path = getAt(config, MANIFEST_PATH);
  return path === undefined ? datasetOf(config, datasets)?.unavailable === null : path !== "";
}
