import { Progress } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ExperimentSummary } from "@/api/experiments";
import { count, percent } from "@/shared/format";
import row from "@/shared/RowLink.module.css";
import { RunMarks } from "@/shared/RunMarks";
import { STATUS_COLOR } from "@/shared/status";
import { ago, moment } from "@/shared/time";
import { useNow } from "@/shared/useNow";
import classes from "./Experiments.module.css";
import { colourOf, countsText, isUnderWay, leftText } from "./state";

type Props = { experiments: ExperimentSummary[]; saidAt: number };

/** Each experiment in a row; a narrow page draws it as a card. */
export function ExperimentsTable({ experiments, saidAt }: Props) {
  const now = useNow(1_000);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Experiment</th>
          <th scope="col">Runs</th>
          <th scope="col">Epochs</th>
          <th scope="col">Began</th>
          <th scope="col">Results</th>
        </tr>
      </thead>
      <tbody>
        {experiments.map((experiment) => (
          <Row key={experiment.name} experiment={experiment} saidAt={saidAt} now={now} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { experiment: ExperimentSummary; saidAt: number; now: number };

function Row({ experiment, saidAt, now }: RowProps) {
  const {
    name,
    archived,
    counts,
    progress,
    epochs_done,
    epochs_total,
    eta_seconds,
    created_at,
    finished_at,
  } = experiment;
  return (
    <tr className={classes.row}>
      <th scope="row" data-area="name">
        <Link to="/experiments/$name" params={{ name }} className={row.link}>
          {name}
        </Link>{" "}
        <RunMarks run={{ archived, pinned: false, experiment: name }} />
      </th>
      <td data-area="runs">{countsText(counts)}</td>
      <td data-area="progress">
        <Progress
          size={5}
          value={100 * progress}
          color={STATUS_COLOR[colourOf(counts)]}
          aria-label={`${epochs_done} of ${epochs_total} epochs`}
        />
        <div className={classes.words}>
          <span>
            {percent(progress, 0)} % of {count(epochs_total)}
          </span>
          {isUnderWay(counts) ? <span>{leftText(eta_seconds, saidAt, now)}</span> : null}
        </div>
      </td>
      <td data-area="times">
        <time dateTime={created_at} title={moment(created_at)}>
          {ago(created_at, now)}
        </time>
        {finished_at ? <div className={classes.ended}>ended {ago(finished_at, now)}</div> : null}
      </td>
      <td data-area="actions">
        {counts.succeeded ? (
          <Link
            to="/compare"
            search={{ experiment: name }}
            className={row.above}
            aria-label={`Compare ${name}`}
          >
            Compare
          </Link>
        ) : (
          "–"
        )}
      </td>
    </tr>
  );
}
