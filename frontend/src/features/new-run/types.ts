import type { Schemas } from "@/api/client";

export type Preset = Schemas["Preset"];
export type Run = Schemas["RunOut"];
export type Inspection = Schemas["Inspection"];

/** What the form needs to know of a data set. */
export type Dataset = Pick<
  Schemas["DatasetOut"],
  "name" | "title" | "description" | "tasks" | "unavailable" | "default_trunk" | "manifests"
>;

/** A task that can be chosen; its labels are counted once the files have been read. */
export type OfferedTask = Schemas["DatasetTask"] &
  Partial<Pick<Schemas["InspectedTask"], "labelled" | "counts">>;

/** The tasks of a data set as it is configured. `key` tells one such data set from another. */
export type Offer = { key: string; tasks: OfferedTask[] };
