import { Checkbox, VisuallyHidden } from "@mantine/core";
import {
  createColumnHelper,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import type { Schemas } from "@/api/client";
import { ActivationStrip } from "@/features/runs/ActivationStrip";
import { NameCell } from "@/features/runs/NameCell";
import { RunMenu } from "@/features/runs/RunMenu";
import { TimesCell } from "@/features/runs/TimesCell";
import { inWords } from "@/shared/names";
import { ProgressCell } from "@/shared/ProgressCell";
import { epochsInAll } from "@/shared/progress";
import { RunMarks } from "@/shared/RunMarks";
import { StatusBadge } from "@/shared/StatusBadge";
import { TaskScores } from "@/shared/TaskScores";
import { nameOf } from "@/shared/useRunActions";

/** `area` names the cell's place where a row is drawn as a card. */
type Meta = { area: string };

export const features = tableFeatures({ rowSelectionFeature, rowSortingFeature, columnMeta: {} as Meta });

const helper = createColumnHelper<typeof features, Schemas["RunSummary"]>();

/** Columns of the list; the id of a sortable column is its name in `GET /api/runs?sort=`. */
export const columns = helper.columns([
  helper.display({
    id: "select",
    meta: { area: "select" },
    header: ({ table }) => (
      <Checkbox
        size="xs"
        aria-label="Select all runs shown"
        checked={table.getIsAllRowsSelected()}
        indeterminate={table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()}
        onChange={table.getToggleAllRowsSelectedHandler()}
      />
    ),
    cell: ({ row }) => (
      <Checkbox
        size="xs"
        aria-label={`Select ${nameOf([row.original])}`}
        checked={row.getIsSelected()}
        onChange={row.getToggleSelectedHandler()}
      />
    ),
  }),
  helper.accessor("status", {
    header: "Status",
    meta: { area: "status" },
    cell: ({ row }) => <StatusBadge status={row.original.status} />,
  }),
  helper.accessor("name", {
    header: "Run",
    meta: { area: "name" },
    cell: ({ row }) => (
      <>
        <NameCell run={row.original} />
        <RunMarks run={row.original} />
      </>
    ),
  }),
  helper.accessor("dataset", { header: "Data set", meta: { area: "dataset" } }),
  helper.accessor("schedule", {
    header: "Schedule",
    meta: { area: "schedule" },
    cell: ({ row }) => inWords(row.original.schedule),
  }),
  helper.accessor("epochs_done", {
    id: "progress",
    header: "Epochs",
    meta: { area: "progress" },
    cell: ({ row }) => <ProgressCell run={row.original} />,
  }),
  helper.display({
    id: "strip",
    header: "Trained / dropped",
    meta: { area: "strip" },
    cell: ({ row }) => <ActivationStrip tasks={row.original.tasks} epochs={epochsInAll(row.original)} />,
  }),
  helper.display({
    id: "scores",
    header: "Accuracy, above majority",
    meta: { area: "scores" },
    cell: ({ row }) => <TaskScores tasks={row.original.tasks} />,
  }),
  helper.accessor("started_at", {
    header: "Started",
    meta: { area: "times" },
    cell: ({ row }) => <TimesCell run={row.original} />,
  }),
  helper.display({
    id: "actions",
    header: () => <VisuallyHidden>Actions</VisuallyHidden>,
    meta: { area: "actions" },
    cell: ({ row }) => <RunMenu run={row.original} />,
  }),
]);
