import { show } from "@/charts/records";
import table from "@/shared/FigureTable.module.css";
import { percent, points } from "@/shared/format";
import { type Verdict, verdictText } from "@/shared/verdict";
import classes from "./TasksTable.module.css";

const BROKEN =
  "Not a finite number: the loss or the network's output overflowed. A lower learning rate or float32 precision may help.";

/** A number that may be NaN or infinite, which is then said rather than hidden. */
export function Figure({
  value,
  print = show,
}: {
  value: number | null | undefined;
  print?: (value: number | null) => string;
}) {
  if (value != null && !Number.isFinite(value)) {
    return (
      <span className={classes.broken} title={BROKEN}>
        {show(value)}
      </span>
    );
  }
  return print(value ?? null);
}

type AboveProps = {
  value: number | null | undefined;
  verdict?: Verdict | null | undefined;
  /** Decimals, as of `percent`. */
  digits?: number;
};

/** Percentage points above the majority baseline, marked where they are no more than chance would give. */
export function AboveMajority({ value, verdict, digits }: AboveProps) {
  if (value == null) return "–";
  const kind = verdict?.kind ?? (value > 0 ? "better" : "majority");
  if (kind === "better") return <span className={classes.better}>{points(value, digits)}</span>;
  return (
    <span
      className={classes.worse}
      data-kind={kind}
      title={verdictText(verdict ?? { kind, answer: null, worse: false }) ?? ""}
    >
      {points(value, digits)}
    </span>
  );
}

/** Percentage points above a published figure. */
export function Difference({ value, digits }: { value: number | null; digits?: number }) {
  if (value === null) return "–";
  return <span className={value >= 0 ? classes.better : table.aside}>{points(value, digits)}</span>;
}

/** Whether a task trains in the newest epoch; filled or dashed, as on the decision board. */
export function Bit({ active }: { active: boolean | undefined }) {
  if (active === undefined) return "–";
  return (
    <span className={classes.bit} data-active={active}>
      {active ? "ON" : "OFF"}
    </span>
  );
}

export function Percent({ value, digits }: { value: number | null | undefined; digits?: number }) {
  return <Figure value={value} print={(known) => percent(known, digits)} />;
}
