import { Button, EmptyState } from "@mantine/core";
import { IconFilterOff } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo, useMemo } from "react";
import type { Schemas } from "@/api/client";
import { ProgressCell } from "@/shared/ProgressCell";
import row from "@/shared/RowLink.module.css";
import { StatusBadge } from "@/shared/StatusBadge";
import { settingText } from "@/shared/settings";
import { TaskScores } from "@/shared/TaskScores";
import { useSettingTitle } from "@/shared/useSettingTitle";
import classes from "./ExperimentRuns.module.css";
import { variedFields } from "./state";

type Run = Schemas["RunSummary"];
type Settings = Schemas["ExperimentOut"]["settings"];
type Props = { runs: Run[]; settings: Settings; onClear: () => void };

const NONE: Settings[string] = {};

/** The runs with the settings in which they differ; a narrow page draws each as a card. */
export function ExperimentRuns({ runs, settings, onClear }: Props) {
  const fields = useMemo(() => variedFields(settings), [settings]);
  const title = useSettingTitle();
  if (runs.length === 0) return <NoneLeft onClear={onClear} />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.scroller} tabIndex={0} aria-label="Runs of the experiment">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Status</th>
            <th scope="col">Run</th>
            <th scope="col">Seed</th>
            {fields.map((field) => (
              <th key={field} scope="col" title={field}>
                {title(field)}
              </th>
            ))}
            <th scope="col">Progress</th>
            <th scope="col">Accuracy, above majority</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} fields={fields} title={title} settings={settings[run.id] ?? NONE} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type RowProps = { run: Run; fields: string[]; title: (field: string) => string; settings: Settings[string] };

const Row = memo(function Row({ run, fields, title, settings }: RowProps) {
  return (
    <tr className={classes.row} data-run={run.id}>
      <td data-area="status">
        <StatusBadge status={run.status} />
      </td>
      <th scope="row" data-area="name">
        <Link to="/runs/$runId" params={{ runId: run.id }} className={row.link}>
          {run.name} <span className={row.id}>#{run.id}</span>
        </Link>
        {run.error ? <div className={classes.error}>{run.error.message}</div> : null}
      </th>
      <td data-area="seed" data-title="seed">
        {run.seed}
      </td>
      {fields.map((field) => (
        <td key={field} data-title={title(field)} data-absent={settings[field] === undefined || undefined}>
          {settingText(field, settings[field])}
        </td>
      ))}
      <td data-area="progress">
        <ProgressCell run={run} />
      </td>
      <td data-area="scores">
        <TaskScores tasks={run.tasks} />
      </td>
    </tr>
  );
});

function NoneLeft({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      py={48}
      icon={<IconFilterOff aria-hidden />}
      title="No run of the experiment is in this status"
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={onClear}>
          Show all runs
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
