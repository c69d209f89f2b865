import type { Compared } from "@/api/compare";

/** One task in one epoch. */
type Cell = { task: string; epoch: number };

/** The tables that a run can be downloaded as, and what a row of each is. */
export const EXPORT_TABLES = [
  {
    table: "epochs",
    row: "one task in one epoch",
    holds:
      "The bit, training loss, validation loss, accuracy, balanced accuracy, F1, average precision, AUROC and majority baseline; learning rate, seconds and images per second of the epoch; the test split too where it was measured each epoch; the weights of loss and gradient.",
  },
  {
    table: "decisions",
    row: "one task in one epoch",
    holds:
      "The bit and every quantity behind it: V, I, P_u, R, R′, P_r, P_d, P_c, P_b, P, the draw, the guards.",
  },
  {
    table: "summary",
    row: "one task",
    holds:
      "Best and final validation figures, the test split beside the published figures, epochs trained, drop rate beside the expected one, depth and labelled samples.",
  },
  {
    table: "explain",
    row: "one quantity of one task in one epoch",
    holds:
      "The derivation of every decision: label, formula with the epoch's numbers, value, share λ, and what it means.",
  },
  {
    table: "conflicts",
    row: "two tasks in one epoch",
    holds:
      "The mean cosine between their gradients, where a gradient aggregation looked at them; below 0 they conflict.",
  },
  {
    table: "confusion",
    row: "one true class and one answer of a task",
    holds:
      "How many images of each class got each answer: on validation at the best and at the final epoch, and on the test split.",
  },
  {
    table: "losses",
    row: "one epoch",
    holds: "The probe loss V, one column a task. With tasks.csv it is what `python -m mtl explain` replays.",
  },
  {
    table: "tasks",
    row: "one task",
    holds: "Depth d and labelled samples c: the second file of `python -m mtl explain`.",
  },
] as const;

/** Endings of the files: data with every digit, then documents with readable ones (`tex`: booktabs). */
export const EXPORT_FORMATS = ["csv", "json", "parquet", "xlsx", "tex", "md"] as const;

/** The report: one HTML file that opens without a network, or an archive that also holds every table. */
export const REPORT_FORMATS = ["html", "zip"] as const;

export type ExportTable = (typeof EXPORT_TABLES)[number]["table"];
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Where the explanation of a run is downloaded, with the numbers of one decision. */
export function documentUrl(run: number, format: "md" | "tex", { task, epoch }: Cell): string {
  return `/api/runs/${run}/explain.${format}?${new URLSearchParams({ task, epoch: String(epoch) })}`;
}

/** Where a table of a run is downloaded. */
export function exportUrl(run: number, table: ExportTable, format: ExportFormat): string {
  return `/api/runs/${run}/export/${table}.${format}`;
}

/** What the two files are called in menus. */
export const REPORT_WORDS = { html: "Report (HTML)", zip: "Report and all tables (zip)" } as const;

/** Where the report of a run is downloaded. */
export function reportUrl(run: number, format: (typeof REPORT_FORMATS)[number]): string {
  return `/api/runs/${run}/report.${format}`;
}

/** Where a comparison is downloaded: its table in a format, or its report. */
export function comparisonUrl(compared: Compared, file: `${"export" | "report"}.${string}`): string {
  const given = Object.entries(compared).filter(([, value]) => value !== undefined);
  return `/api/compare/${file}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
