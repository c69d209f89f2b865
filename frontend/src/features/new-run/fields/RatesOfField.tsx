import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "@/api/client";
import { newestRunsQuery } from "@/api/runs";
import { canResume } from "@/shared/status";
import { useForm, useValue } from "../form/context";
import { DATASET_PATH } from "../form/dataset";
import { setField } from "../form/edit";
import { namesOf, TASKS_PATH } from "../form/tasks";
import type { Control } from "./Frame";

type Run = Pick<Schemas["RunSummary"], "id" | "name" | "status" | "tasks">;

const PATH = "schedule.rates_of";

/** A run whose mean rates are taken: one of the newest with the same tasks, or any other by its number. */
export function RatesOfField({ control }: { control: Control }) {
  const { edit } = useForm();
  const value = useValue(PATH);
  const names = namesOf({ [TASKS_PATH]: useValue(TASKS_PATH) });
  const runs = useQuery(newestRunsQuery(String(useValue(DATASET_PATH))));
  const [search, setSearch] = useState("");
  const chosen = typeof value === "number" ? String(value) : null;
  const { error, ...rest } = control;
  return (
    <Select
      {...rest}
      error={error}
      w={300}
      maw="100%"
      searchable
      clearable
      placeholder="none"
      nothingFoundMessage="No run with these tasks; type its number"
      data={offered(runs.data ?? [], names, [chosen ?? "", search.trim()])}
      value={chosen}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id) => edit((state) => setField(state, PATH, id === null ? null : Number(id)))}
    />
  );
}

/** The runs that have or will have rates for these tasks, and those that are asked for by number. */
export function offered(runs: readonly Run[], names: readonly string[], asked: readonly string[]) {
  const listed = runs
    .filter(({ status, tasks }) => !canResume(status) && sameTasks(tasks, names))
    .map(({ id, name, status }) => ({ value: String(id), label: `#${id} ${name} (${status})` }));
  const others = new Set(
    asked.map((text) => text.replace(/^#/, "")).filter((text) => /^[1-9]\d*$/.test(text)),
  );
  const unlisted = [...others].filter((id) => listed.every(({ value }) => value !== id));
  return [...listed, ...unlisted.map((id) => ({ value: id, label: `#${id}` }))];
}

function sameTasks(tasks: Run["tasks"], names: readonly string[]): boolean {
  return tasks.length === names.length && tasks.every(({ task }) => names.includes(task));
}
