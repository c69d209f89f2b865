import { useComputedColorScheme } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { MOST_LABELS } from "@/charts/figure";
import { type Cell, taskNames } from "@/charts/records";
import { ResultStrip } from "@/features/run/results/ResultStrip";
import { useConfusions } from "@/features/run/results/useConfusions";
import { validationVerdicts } from "@/features/run/results/verdicts";
import { WhyPanel } from "@/features/run/why/WhyPanel";
import { Panel } from "@/shared/Panel";
import { ChartGrid } from "./ChartGrid";
import { DecisionBoard } from "./DecisionBoard";
import { FirstEpoch } from "./FirstEpoch";
import classes from "./LiveTab.module.css";
import { TasksTable } from "./TasksTable";
import { chartless, waitingFor } from "./waiting";

type Props = {
  run: Schemas["RunOut"];
  epochs: Schemas["EpochOut"][];
  selection: Cell | null;
  onSelect: (selection: Cell | null) => void;
};

/** A run as it happens: decisions, figures per task, charts, and why each decision fell. */
export function LiveTab({ run, epochs, selection, onSelect }: Props) {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const { config, plan } = run;
  const names = useMemo(() => taskNames({ config }), [config]);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const crowded = names.length > MOST_LABELS;
  const shown = useMemo(() => chosen ?? names.slice(0, MOST_LABELS), [chosen, names]);
  const newest = epochs.at(-1);
  const without = newest ? null : chartless(run);
  const confusions = useConfusions(run, false);
  const verdicts = useMemo(() => validationVerdicts(plan, newest, confusions), [plan, newest, confusions]);

  return (
    <div className={classes.page}>
      <div className={classes.main}>
        <ResultStrip run={run} newest={newest} confusions={confusions} />
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
        <Panel title="Tasks" hint={tasksHint(newest?.epoch, crowded)}>
          <TasksTable
            run={run}
            epochs={epochs}
            verdicts={verdicts}
            scheme={scheme}
            choice={crowded ? { shown, onChange: setChosen } : null}
          />
        </Panel>
        {without === null ? (
          <ChartGrid
            run={run}
            tasks={names}
            epochs={epochs}
            shown={shown}
            chosen={selection?.task ?? null}
            verdicts={verdicts}
            scheme={scheme}
          />
        ) : (
          <Panel title="Charts" hint={without}>
            <FirstEpoch run={run} />
          </Panel>
        )}
      </div>
      <WhyPanel run={run} epochs={epochs} selection={selection} onSelect={onSelect} scheme={scheme} />
    </div>
  );
}

function tasksHint(epoch: number | undefined, crowded: boolean): string {
  return [
    epoch ? `Validation, epoch ${epoch}.` : "Validation, after each epoch.",
    "Every accuracy beside what always answering the commonest class would score.",
    ...(crowded ? ["Ticked tasks are on the charts."] : []),
  ].join(" ");
}
