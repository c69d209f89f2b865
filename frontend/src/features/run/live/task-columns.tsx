import { Checkbox, VisuallyHidden } from "@mantine/core";
import {
  createColumnHelper,
  createSortedRowModel,
  rowSelectionFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from "@tanstack/react-table";
import table from "@/shared/FigureTable.module.css";
import { percent } from "@/shared/format";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { VerdictMark } from "@/shared/VerdictMark";
import { AboveMajority, Bit, Figure, Percent } from "./figures";
import { Sparkline } from "./Sparkline";
import classes from "./TasksTable.module.css";
import type { TaskRow } from "./task-rows";

/** `title` explains the column where its word alone does not; `text` columns stand left. */
type Meta = { title?: string; text?: true };

export const features = tableFeatures({
  rowSelectionFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  columnMeta: {} as Meta,
});

const helper = createColumnHelper<typeof features, TaskRow>();

/** A column of numbers: best first on the first click, tasks without the number last. */
const numeric = { sortFn: "basic", sortDescFirst: true, sortUndefined: "last" } as const;

/** Chooses which tasks the charts show; needed where not all fit. */
export const choiceColumn = helper.display({
  id: "chosen",
  header: () => <VisuallyHidden>On the charts</VisuallyHidden>,
  meta: { text: true },
  cell: ({ row }) => (
    <Checkbox
      size="xs"
      aria-label={`Show ${row.original.task} on the charts`}
      checked={row.getIsSelected()}
      onChange={row.getToggleSelectedHandler()}
    />
  ),
});

/** What the drop schedule did; without one every task trains in every epoch. */
const dropColumns = helper.columns([
  helper.accessor("active", {
    ...numeric,
    header: "Now",
    meta: { title: "Whether the task trained in the newest epoch" },
    cell: ({ row }) => <Bit active={row.original.active} />,
  }),
  helper.accessor("P", {
    ...numeric,
    header: "P",
    meta: { title: "Activation probability in the newest epoch" },
    cell: ({ row }) => <Figure value={row.original.P} />,
  }),
  helper.accessor((row) => row.drops?.dropped, {
    ...numeric,
    id: "dropped",
    header: "Dropped %",
    meta: {
      title: "Share of epochs in which it was dropped, and what its probabilities led one to expect",
    },
    cell: ({ row: { original } }) =>
      original.drops ? (
        <>
          {percent(original.drops.dropped, 0)}{" "}
          <span className={table.aside}>exp. {percent(original.drops.expected, 0)}</span>
        </>
      ) : (
        "–"
      ),
  }),
]);

/** The instrument panel: what each task does now and how well it is answered. */
export function taskColumns(scheme: ColorScheme, total: number, drops: boolean) {
  return helper.columns([
    helper.accessor("task", {
      header: "Task",
      sortFn: "alphanumeric",
      meta: { text: true },
      cell: ({ row }) => <TaskName row={row.original} scheme={scheme} />,
    }),
    ...(drops ? dropColumns : []),
    helper.accessor("accuracy", {
      ...numeric,
      header: "Accuracy %",
      meta: { title: "Validation accuracy after the newest epoch" },
      cell: ({ row }) => <Percent value={row.original.accuracy} />,
    }),
    helper.accessor("majority", {
      ...numeric,
      header: "Majority %",
      meta: { title: "Accuracy of always answering the commonest class" },
      cell: ({ row }) => (
        <span className={table.aside}>
          <Percent value={row.original.majority} />
        </span>
      ),
    }),
    helper.accessor("above", {
      ...numeric,
      header: "Above it",
      meta: { title: "Accuracy above the majority baseline, in percentage points" },
      cell: ({ row }) => <AboveMajority value={row.original.above} verdict={row.original.verdict} />,
    }),
    helper.accessor("balanced", {
      ...numeric,
      header: "Balanced %",
      meta: { title: "Balanced accuracy: mean recall over the classes" },
      cell: ({ row }) => <Percent value={row.original.balanced} />,
    }),
    helper.accessor("f1", {
      ...numeric,
      header: "F1",
      meta: {
        title: "F1 on the validation split: of the positive class, or the mean over classes or labels",
      },
      cell: ({ row }) => <Figure value={row.original.f1} />,
    }),
    helper.accessor("loss", {
      ...numeric,
      sortDescFirst: false,
      header: "Loss",
      meta: { title: "Validation loss after the newest epoch" },
      cell: ({ row }) => <Figure value={row.original.loss} />,
    }),
    helper.display({
      id: "losses",
      header: "Loss by epoch",
      cell: ({ row: { original } }) => (
        <Sparkline values={original.losses} total={total} color={taskColor(original.index, scheme)} />
      ),
    }),
  ]);
}

function TaskName({ row, scheme }: { row: TaskRow; scheme: ColorScheme }) {
  return (
    <span className={`${table.task} ${classes.task}`}>
      <span className={table.dot} style={{ background: taskColor(row.index, scheme) }} />
      <span className={classes.name}>
        <span title={row.task}>{row.task}</span>
        <VerdictMark verdict={row.verdict} />
      </span>
    </span>
  );
}
