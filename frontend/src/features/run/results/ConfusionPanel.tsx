import { Anchor, NativeSelect, SegmentedControl, useComputedColorScheme } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import { type Confusion, confusionFigure, mostConfused } from "@/charts/confusion";
import { type Run, taskNames } from "@/charts/records";
import { EXPORT_FORMATS, exportUrl } from "@/shared/exports";
import { count, percent } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { patiently } from "@/shared/patiently";
import classes from "./ConfusionPanel.module.css";
import { confusionOf } from "./useConfusions";

const Plot = lazy(async () => ({ default: (await patiently(() => import("@/charts/Plot"))).Plot }));

const WHICH = [
  { value: "best", label: "Best" },
  { value: "final", label: "Final" },
  { value: "test", label: "Test" },
] as const;
type Which = Confusion["which"];

const PAIRS = 12;

type Props = { run: Run; confusions: readonly Confusion[] | undefined };

/** What was taken for what: one task's matrix at a time, at its best epoch, after the last one, or on the test split. */
export function ConfusionPanel({ run, confusions }: Props) {
  const tasks = taskNames(run);
  const [picked, setTask] = useState<string | null>(null);
  const [wanted, setWhich] = useState<Which | null>(null);
  const task = picked ?? tasks[0] ?? "";
  const which = wanted ?? (run.test ? "test" : "final");
  const confusion = confusionOf(confusions, task, which);
  return (
    <Panel
      title="Confusion matrix"
      hint={confusion ? sentence(confusion) : undefined}
      actions={
        <div className={classes.actions}>
          <NativeSelect
            size="xs"
            aria-label="Task of the matrix"
            value={task}
            data={tasks}
            onChange={(event) => setTask(event.currentTarget.value)}
          />
          <SegmentedControl
            size="xs"
            aria-label="Which matrix"
            data={WHICH.map((choice) => ({
              ...choice,
              disabled: confusionOf(confusions, task, choice.value) === undefined,
            }))}
            value={which}
            onChange={setWhich}
          />
        </div>
      }
    >
      {confusion ? <Matrix run={run} confusion={confusion} /> : <Absent run={run} loaded={!!confusions} />}
    </Panel>
  );
}

function Matrix({ run, confusion }: { run: Run; confusion: Confusion }) {
  const scheme = useComputedColorScheme("light");
  const figure = useMemo(() => confusionFigure(confusion, scheme), [confusion, scheme]);
  const { task, which } = confusion;
  return (
    <>
      <div className={classes.body}>
        <div className={classes.figure} style={{ maxWidth: figure.width }}>
          <Suspense fallback={<div style={{ height: figure.height }} />}>
            <Plot
              figure={figure}
              label={`Confusion matrix of ${task}, ${WHAT[which]}, epoch ${confusion.epoch}`}
              fileName={`run-${run.id}-confusion-${task}-${which}`}
            />
          </Suspense>
        </div>
        <Mistakes confusion={confusion} />
      </div>
      <p className={classes.files}>
        All matrices of the run:{" "}
        {EXPORT_FORMATS.map((format) => (
          <Anchor key={format} inherit href={exportUrl(run.id, "confusion", format)} download>
            confusion.{format}
          </Anchor>
        ))}
      </p>
    </>
  );
}

function Mistakes({ confusion }: { confusion: Confusion }) {
  const mistakes = useMemo(() => mostConfused(confusion, PAIRS), [confusion]);
  if (confusion.kind !== "multiclass" || mistakes.length === 0) return null;
  return (
    <div className={classes.mistakes}>
      <h3>Most often confused</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">Truth</th>
            <th scope="col">Answer</th>
            <th scope="col">Images</th>
            <th scope="col">% of truth</th>
          </tr>
        </thead>
        <tbody>
          {mistakes.map((mistake) => (
            <tr key={`${mistake.truth} ${mistake.answer}`}>
              <td>{mistake.truth}</td>
              <td>{mistake.answer}</td>
              <td>{count(mistake.count)}</td>
              <td>{percent(mistake.share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const WHAT = {
  best: "validation at the best epoch",
  final: "validation after the last epoch",
  test: "test split",
};

function sentence({ which, epoch, kind }: Confusion): string {
  const what = {
    best: `Validation after epoch ${epoch}, the task's best so far by accuracy.`,
    final: `Validation after epoch ${epoch}, the newest.`,
    test: `Test split, weights of epoch ${epoch}.`,
  }[which];
  const rows =
    kind === "multilabel" ? "A row for each label: what was true → what was answered." : "Rows: truth.";
  return `${what} ${rows} Depth of colour: share of the same truth (square-root scale).`;
}

function Absent({ run, loaded }: { run: Run; loaded: boolean }) {
  const waiting = run.epochs_done === 0 || !loaded;
  return (
    <p className={classes.absent}>
      {waiting
        ? "The first matrix comes after the first epoch."
        : "There is none: this part carries no label of the task, or the run is older than confusion matrices."}
    </p>
  );
}
