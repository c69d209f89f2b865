import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { show } from "@/charts/records";
import { AboveMajority, Difference, Figure, Percent } from "@/features/run/live/figures";
import table from "@/shared/FigureTable.module.css";
import { count, PUBLISHED_DIGITS } from "@/shared/format";
import classes from "./ComparisonTable.module.css";
import type { Comparison, ComparisonRow } from "./comparison";

type Column = {
  id: string;
  header: string;
  title?: string;
  cell: (row: ComparisonRow) => ReactNode;
  /** First of a group of columns that belong together. */
  first?: true;
};
type Group = { id: string; header: string; columns: Column[] };

const RANKING: Group = {
  id: "ranking",
  header: "Ranking",
  columns: [
    {
      id: "ap",
      header: "AP",
      title: "Average precision, of binary tasks and labels",
      cell: (row) => <Figure value={row.ours.average_precision} />,
      first: true,
    },
    {
      id: "auroc",
      header: "AUROC",
      title: "Area under the ROC curve, of binary tasks and labels",
      cell: (row) => <Figure value={row.ours.auroc} />,
    },
  ],
};

/** The columns, in groups under one heading each: published figures only where there are some. */
export function groupsOf({ metrics, split, ranked, rows }: Comparison): Group[] {
  const ours = split === "test" ? "ours" : "ours, validation";
  const has = (name: Comparison["metrics"][number]) => metrics.includes(name);
  const f1 = printer(rows.map((row) => row.published.f1));
  const loss = printer(rows.map((row) => row.published.loss));
  const published = (
    name: Comparison["metrics"][number],
    print: (row: ComparisonRow) => ReactNode,
  ): Column[] =>
    has(name) ? [{ id: `published-${name}`, header: "published", cell: print, first: true }] : [];
  return [
    {
      id: "accuracy",
      header: "Accuracy %",
      columns: [
        ...published("accuracy", (row) => <PublishedAccuracy row={row} />),
        {
          id: "majority",
          header: "majority",
          title: "Always answering the commonest class of the training images",
          cell: (row) => (
            <span className={table.aside}>
              <Percent value={row.majority} digits={PUBLISHED_DIGITS} />
            </span>
          ),
          ...(has("accuracy") ? {} : { first: true }),
        },
        {
          id: "ours",
          header: ours,
          cell: (row) => (
            <b>
              <Percent value={row.ours.accuracy} digits={PUBLISHED_DIGITS} />
            </b>
          ),
        },
        ...(has("accuracy")
          ? [
              {
                id: "gain",
                header: "− published",
                title: "Ours minus published, in percentage points",
                cell: (row: ComparisonRow) => (
                  <Difference
                    value={minus(row.ours.accuracy, row.published.accuracy)}
                    digits={PUBLISHED_DIGITS}
                  />
                ),
              },
            ]
          : []),
        {
          id: "above",
          header: "− majority",
          title: "Ours minus the majority baseline, in percentage points",
          cell: (row) => (
            <AboveMajority
              value={minus(row.ours.accuracy, row.majority)}
              verdict={row.verdict}
              digits={PUBLISHED_DIGITS}
            />
          ),
        },
      ],
    },
    {
      id: "balanced",
      header: "Balanced %",
      columns: [
        {
          id: "balanced",
          header: ours,
          title: "Mean recall over the classes",
          cell: (row) => <Percent value={row.ours.balanced} digits={PUBLISHED_DIGITS} />,
          first: true,
        },
      ],
    },
    {
      id: "f1",
      header: "F1",
      columns: [
        ...published("f1", (row) => <Figure value={row.published.f1} print={f1} />),
        {
          id: "f1",
          header: ours,
          title: "Of the positive class, or the mean over classes or labels",
          cell: (row) => <Figure value={row.ours.f1} print={f1} />,
          ...(has("f1") ? {} : { first: true }),
        },
      ],
    },
    ...(ranked ? [RANKING] : []),
    {
      id: "loss",
      header: "Loss",
      columns: [
        ...published("loss", (row) => <Figure value={row.published.loss} print={loss} />),
        {
          id: "loss",
          header: ours,
          cell: (row) => <Figure value={row.ours.loss} print={loss} />,
          ...(has("loss") ? {} : { first: true }),
        },
      ],
    },
    {
      id: "samples",
      header: "Labels",
      columns: [
        {
          id: "samples",
          header: split,
          title: "Labels that the figures rest on",
          cell: (row) => <span className={table.aside}>{count(row.ours.samples)}</span>,
          first: true,
        },
      ],
    },
  ];
}

/** The published figure, with a sign where it is no better than the baseline either. */
function PublishedAccuracy({ row }: { row: ComparisonRow }) {
  const poor = row.publishedVerdict?.kind === "majority";
  return (
    <span className={classes.published}>
      {poor ? (
        <IconAlertTriangle
          size={13}
          role="img"
          aria-label="The published accuracy is no better than the majority either"
          className={classes.poor}
        />
      ) : null}
      <Percent value={row.published.accuracy} digits={PUBLISHED_DIGITS} />
    </span>
  );
}

/** Prints published figures with the digits that the report gives them, and ours beside them with as many. */
function printer(published: readonly (number | null)[]): (value: number | null) => string {
  const digits = Math.max(0, ...published.map(decimals));
  return (value) => (value === null || digits === 0 ? show(value) : value.toFixed(digits).replace("-", "−"));
}

function decimals(value: number | null): number {
  return value === null ? 0 : (String(value).split(".")[1]?.length ?? 0);
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}
