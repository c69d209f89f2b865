import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Confusion } from "@/charts/confusion";
import type { Epoch, Run } from "@/charts/records";
import { AboveMajority } from "@/features/run/live/figures";
import { PUBLISHED_DIGITS, percent } from "@/shared/format";
import { VerdictMark } from "@/shared/VerdictMark";
import { type ComparisonRow, comparison } from "./comparison";
import classes from "./ResultStrip.module.css";

/** More tasks than this are summed up. */
const NAMED = 4;

type Props = { run: Run; newest: Epoch | undefined; confusions: readonly Confusion[] | undefined };

/**
 * The result in one line above everything: it is there from the start, so that the figures, when they come, move
 * nothing.
 */
export function ResultStrip({ run, newest, confusions }: Props) {
  const { split, rows } = useMemo(() => comparison(run, newest, confusions), [run, newest, confusions]);
  const tasks = rows.filter((row) => row.task !== null);
  const named = tasks.length <= NAMED ? tasks : rows.filter((row) => row.task === null);
  const poor = tasks.filter((row) => row.verdict?.kind === "majority").length;
  return (
    <section className={classes.strip} aria-label="Result">
      <span className={classes.title}>{split === "test" ? "Test accuracy %" : "Validation accuracy %"}</span>
      {named.map((row) => (
        <Item key={row.task} row={row} />
      ))}
      {tasks.length > NAMED && poor > 0 ? (
        <span className={classes.poor}>
          <IconAlertTriangleFilled size={13} aria-hidden />
          on {split}, {poor} of {tasks.length} tasks no better than always answering the commonest class
        </span>
      ) : null}
      <Link
        from="/runs/$runId"
        to="."
        search={(old) => ({ ...old, tab: "results" as const })}
        className={classes.more}
      >
        All results
      </Link>
    </section>
  );
}

function Item({ row }: { row: ComparisonRow }) {
  const { accuracy } = row.ours;
  return (
    <span className={classes.item}>
      <span className={classes.name}>{row.task ?? "overall"}</span>
      <b>{percent(accuracy, PUBLISHED_DIGITS)}</b>
      {row.published.accuracy === null ? null : (
        <span className={classes.aside}>published {percent(row.published.accuracy, PUBLISHED_DIGITS)}</span>
      )}
      <span className={classes.aside}>majority {percent(row.majority, PUBLISHED_DIGITS)}</span>
      {row.task === null ? null : (
        <AboveMajority
          value={accuracy === null || row.majority === null ? null : accuracy - row.majority}
          verdict={row.verdict}
          digits={PUBLISHED_DIGITS}
        />
      )}
      <VerdictMark verdict={row.verdict} />
    </span>
  );
}
