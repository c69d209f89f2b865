import { useComputedColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { MOST_LABELS } from "@/charts/figure";
import { type Cell, taskNames } from "@/charts/records";
import { WhyPanel } from "@/features/run/why/WhyPanel";
import { Panel } from "@/shared/Panel";
import { ChartGrid } from "./ChartGrid";
import { DecisionBoard } from "./DecisionBoard";
import classes from "./LiveTab.module.css";
import { TasksTable } from "./TasksTable";
import { TestPanel } from "./TestPanel";
import { waitingFor } from "./waiting";

type Props = {
  run: Schemas["RunOut"];
  epochs: Schemas["EpochOut"][];
  selection: Cell | null;
  onSelect: (selection: Cell | null) => void;
};

/** A run as it happens: decisions, figures per task, charts, and why each decision fell. */
export function LiveTab({ run, epochs, selection, onSelect }: Props) {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const { config } = run;
  const names = useMemo(() => taskNames({ config }), [config]);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const crowded = names.length > MOST_LABELS;
  const shown = useMemo(() => chosen ?? names.slice(0, MOST_LABELS), [chosen, names]);
  const newest = epochs.at(-1);

  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <Panel
          title="Decisions"
          hint={
            newest
              ? "One row a task, one column an epoch. Depth of colour: probability P. Choose a cell to see why."
              : waitingFor(run)
          }
        >
          <DecisionBoard
            run={run}
            epochs={epochs}
            selection={selection}
            onSelect={onSelect}
            scheme={scheme}
          />
        </Panel>
        <Panel title="Tasks" hint={tasksHint(newest?.epoch, crowded, run.test !== null)}>
          <TasksTable
            run={run}
            epochs={epochs}
            scheme={scheme}
            choice={crowded ? { shown, onChange: setChosen } : null}
          />
        </Panel>
        <ChartGrid
          run={run}
          tasks={names}
          epochs={epochs}
          shown={shown}
          chosen={selection?.task ?? null}
          scheme={scheme}
        />
        {/* Last, so that its arrival moves nothing that is being read. */}
        {run.test ? <TestPanel run={run} test={run.test} scheme={scheme} /> : null}
      </div>
      <WhyPanel run={run} epochs={epochs} selection={selection} onSelect={onSelect} scheme={scheme} />
    </div>
  );
}

function tasksHint(epoch: number | undefined, crowded: boolean, tested: boolean): string {
  return [
    epoch ? `Validation, epoch ${epoch}.` : "Validation, after each epoch.",
    "Every accuracy beside what always answering the commonest class would score.",
    ...(crowded ? ["Ticked tasks are on the charts."] : []),
    ...(tested ? ["Test figures stand below the charts."] : []),
  ].join(" ");
}
