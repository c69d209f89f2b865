import { Button, NativeSelect, Switch, useComputedColorScheme } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { type ReactNode, useMemo, useState } from "react";
import { MOST_LABELS, type Source } from "@/charts/figure";
import { type Cell, configOf, type Epoch, type Run, taskNames } from "@/charts/records";
import { waitingFor } from "@/features/run/live/waiting";
import { Decision } from "@/features/run/why/Decision";
import { findSetting } from "@/features/run/why/setting";
import { documentUrl } from "@/shared/exports";
import { ButtonLink } from "@/shared/links";
import { Page } from "@/shared/Page";
import { Panel } from "@/shared/Panel";
import { epochsInAll } from "@/shared/progress";
import { DropRates } from "./DropRates";
import classes from "./ExplainView.module.css";
import { Guards } from "./Guards";
import { MetricCharts } from "./MetricCharts";
import { Settings } from "./Settings";
import { Symbols } from "./Symbols";
import { WhatIf } from "./WhatIf";
import { IDEA } from "./words";

type Props = {
  run: Run;
  epochs: readonly Epoch[];
  /** The decision whose numbers are shown; null: the first task in the newest epoch. */
  selection: Cell | null;
  onSelect: (selection: Cell) => void;
};

/** From the idea of DST down to the numbers of one decision, and on to what other settings would have given. */
export function ExplainView({ run, epochs, selection, onSelect }: Props) {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const [allDigits, setAllDigits] = useState(false);
  const { config } = run;
  const tasks = useMemo(() => taskNames({ config }), [config]);
  const { schedule } = configOf(run);
  const cell = selection ?? { task: tasks[0] ?? "", epoch: epochs.at(-1)?.epoch ?? 0 };
  const index = tasks.indexOf(cell.task);
  const setting = findSetting(run, epochs, cell.task, cell.epoch);
  const total = epochsInAll(run);
  const source = useMemo((): Source => {
    const all = tasks.map((_, place) => place);
    const shown = all.filter((place) => place < MOST_LABELS || place === index);
    return { tasks, shown, epochs, total, scheme };
  }, [tasks, epochs, total, scheme, index]);

  return (
    <Page
      title={
        <>
          How the drop rates of {run.name} <span className={classes.id}>#{run.id}</span> were computed
        </>
      }
      hint={
        <ButtonLink to="/runs/$runId" params={{ runId: run.id }} size="compact-sm" variant="subtle">
          Back to the run
        </ButtonLink>
      }
      actions={
        epochs.length > 0 ? (
          <Actions run={run} cell={cell} tasks={tasks} epochs={epochs} onSelect={onSelect} />
        ) : null
      }
    >
      <div className={classes.page}>
        <Panel title="The idea">
          {IDEA[schedule.kind].map((text) => (
            <p key={text} className={classes.text}>
              {text}
            </p>
          ))}
        </Panel>
        {"lambdas" in schedule ? (
          <>
            <Panel title="The symbols">
              <Symbols />
            </Panel>
            <Panel title="The settings of this run">
              <Settings run={run} schedule={schedule} />
            </Panel>
          </>
        ) : null}
        {setting ? (
          <Panel
            title={`Why ${cell.task} was ${setting.row.active ? "trained" : "dropped"} in epoch ${cell.epoch}`}
            actions={
              <Switch
                className={classes.screen ?? ""}
                size="xs"
                label="all digits"
                checked={allDigits}
                onChange={(event) => setAllDigits(event.currentTarget.checked)}
              />
            }
          >
            <Decision setting={setting} scheme={scheme} allDigits={allDigits} />
          </Panel>
        ) : (
          <Absent>{absence(run, epochs, cell, index)}</Absent>
        )}
        {epochs.length > 0 ? (
          <>
            {"lambdas" in schedule ? <MetricCharts run={run} source={source} epoch={cell.epoch} /> : null}
            <Panel title="What the guards did">
              <Guards tasks={tasks} epochs={epochs} />
            </Panel>
            <Panel
              title="The drop rates"
              hint="Expected: the mean of 1 − P over the epochs. What was drawn scatters around it."
            >
              <DropRates tasks={tasks} epochs={epochs} scheme={scheme} />
            </Panel>
            <WhatIf run={run} source={source} cell={cell} index={Math.max(0, index)} />
          </>
        ) : null}
      </div>
    </Page>
  );
}

function absence(run: Run, epochs: readonly Epoch[], cell: Cell, index: number): string {
  const newest = epochs.at(-1)?.epoch;
  if (newest === undefined) return waitingFor(run);
  if (index < 0) return `This run has no task “${cell.task}”. Choose one above.`;
  return `Epoch ${cell.epoch} is not finished; the newest is epoch ${newest}. Its numbers appear here as soon as it is.`;
}

function Absent({ children }: { children: ReactNode }) {
  return (
    <Panel title="No numbers yet">
      <p className={classes.text}>{children}</p>
    </Panel>
  );
}

type ActionsProps = {
  run: Run;
  cell: Cell;
  tasks: readonly string[];
  epochs: readonly Epoch[];
  onSelect: (selection: Cell) => void;
};

/** Which decision is shown, and ways to take the explanation away. */
function Actions({ run, cell, tasks, epochs, onSelect }: ActionsProps) {
  return (
    <div className={`${classes.actions} ${classes.screen}`}>
      <NativeSelect
        size="xs"
        aria-label="Task"
        value={cell.task}
        data={tasks.includes(cell.task) ? [...tasks] : [cell.task, ...tasks]}
        onChange={(event) => onSelect({ ...cell, task: event.currentTarget.value })}
      />
      <NativeSelect
        size="xs"
        aria-label="Epoch"
        value={String(cell.epoch)}
        data={epochs.map(({ epoch }) => ({ value: String(epoch), label: `epoch ${epoch}` }))}
        onChange={(event) => onSelect({ ...cell, epoch: Number(event.currentTarget.value) })}
      />
      {(["md", "tex"] as const).map((format) => (
        <Button
          key={format}
          component="a"
          size="xs"
          variant="default"
          href={documentUrl(run.id, format, cell)}
          download
        >
          {format === "md" ? "Markdown" : "LaTeX"}
        </Button>
      ))}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPrinter size={14} aria-hidden />}
        onClick={() => window.print()}
      >
        Print
      </Button>
    </div>
  );
}
