import type { Schemas } from "@/api/client";

export type Preset = Schemas["Preset"];
export type Run = Schemas["RunOut"];

/** What the form needs to know of a data set. */
export type Dataset = Pick<Schemas["DatasetOut"], "name" | "title" | "description" | "tasks" | "unavailable">;
