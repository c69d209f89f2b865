import { NativeSelect, Slider } from "@mantine/core";
import { lazy, type ReactNode, Suspense, useMemo, useState } from "react";
import { Chart } from "@/charts/Chart";
import {
  allPairs,
  colorscale,
  cosinesFigure,
  mostConflicting,
  type Pair,
  type Placed,
  pairsFigure,
} from "@/charts/cosines";
import type { Source } from "@/charts/figure";
import { configOf, type Epoch, type Run } from "@/charts/records";
import { Panel } from "@/shared/Panel";
import { patiently } from "@/shared/patiently";
import classes from "./Conflicts.module.css";
import { PairTable } from "./PairTable";

const Plot = lazy(async () => ({ default: (await patiently(() => import("@/charts/Plot"))).Plot }));

/** What the reader looks at: the epoch of the matrix, null for the newest, and a pair of tasks by name. */
export type Look = { at: number | null; pair: readonly [string, string] | null };

type Props = { run: Run; source: Source; look: Look; onLook: (look: Look) => void };

/** Pairs on the chart and in the list beside the matrix. */
const LISTED = 6;

/** How the tasks' gradients lie to each other: all of them in one epoch, and some pairs over all epochs. */
export function Conflicts({ run, source, look, onLook }: Props) {
  const { tasks, epochs } = source;
  const conflicts = useMemo(() => mostConflicting(epochs, tasks.length, LISTED), [epochs, tasks.length]);
  const chosen = useMemo(() => pairOf(look.pair, tasks), [look.pair, tasks]);
  const drawn = useMemo(() => {
    const placed = conflicts.map(({ pair }, place) => ({ pair, place }));
    if (!chosen) return placed;
    return [placed.find(({ pair }) => pair.join() === chosen.join()) ?? { pair: chosen, place: LISTED }];
  }, [conflicts, chosen]);
  const choose = (pair: Pair | null) =>
    onLook({ ...look, pair: pair && [tasks[pair[0]] ?? "", tasks[pair[1]] ?? ""] });
  if (tasks.length < 2) {
    return (
      <p className={classes.words}>A single task has no other whose gradient could conflict with its own.</p>
    );
  }
  return (
    <>
      <Matrix run={run} source={source} at={look.at} onAt={(at) => onLook({ ...look, at })}>
        <PairTable
          conflicts={conflicts}
          tasks={tasks}
          scheme={source.scheme}
          chosen={chosen}
          onChoose={choose}
        />
      </Matrix>
      <Pairs run={run} source={source} pairs={drawn} chosen={chosen} onChoose={choose} />
    </>
  );
}

/** The pair of these names in the order of the tasks; null where a name is not known, or it is the same twice. */
function pairOf(names: Look["pair"], tasks: readonly string[]): Pair | null {
  const [first, second] = (names ?? []).map((name) => tasks.indexOf(name)).sort((a, b) => a - b);
  if (first === undefined || second === undefined || first < 0 || first === second) return null;
  return [first, second];
}

type MatrixProps = {
  run: Run;
  source: Source;
  at: number | null;
  onAt: (at: number | null) => void;
  children: ReactNode;
};

function Matrix({ run, source: { tasks, epochs, scheme }, at, onAt, children }: MatrixProps) {
  // While the slider travels, the address stays.
  const [moving, setMoving] = useState<number | null>(null);
  const newest = epochs.at(-1)?.epoch ?? 1;
  const number = Math.min(moving ?? at ?? newest, newest);
  const epoch = epochs.find((known) => known.epoch === number) ?? epochs.at(-1);
  const figure = useMemo(() => (epoch ? cosinesFigure(epoch, tasks, scheme) : null), [epoch, tasks, scheme]);
  const settle = (next: number) => {
    setMoving(null);
    onAt(next === newest ? null : next);
  };
  return (
    <Panel title="Conflicts between gradients" hint={<Meaning run={run} />}>
      {epochs.length > 1 ? (
        <div className={classes.epoch}>
          <span>Epoch {number}</span>
          <Slider
            className={classes.slider}
            min={epochs[0]?.epoch ?? 1}
            max={newest}
            label={null}
            thumbLabel="Epoch of the matrix"
            value={number}
            onChange={setMoving}
            onChangeEnd={settle}
          />
        </div>
      ) : null}
      <div className={classes.body}>
        {epoch && figure && meets(epoch, tasks.length) ? (
          <div className={classes.figure} style={{ maxWidth: figure.width }}>
            <Suspense fallback={<div style={{ height: figure.height }} />}>
              <Plot
                figure={figure}
                label={`Cosines between the gradients of ${tasks.length} tasks in epoch ${number}`}
                fileName={`run-${run.id}-cosines-${number}`}
              />
            </Suspense>
            <Legend scheme={scheme} />
          </div>
        ) : (
          <p className={classes.words}>{absent(epoch)}</p>
        )}
        {children}
      </div>
    </Panel>
  );
}

function meets({ gradient_cosines }: Epoch, tasks: number): boolean {
  return allPairs(tasks).some(([first, second]) => gradient_cosines?.[first]?.[second] != null);
}

function absent(epoch: Epoch | undefined): string {
  if (!epoch) return "The first matrix comes after the first epoch.";
  return `No two tasks trained together in epoch ${epoch.epoch}, so no two gradients met.`;
}

/** What the numbers mean, for readers who have never seen them. */
function Meaning({ run }: { run: Run }) {
  const { aggregation } = configOf(run);
  const exact = "gradients" in aggregation && aggregation.gradients === "shared_parameters";
  return (
    <>
      Cosine of the angle between two tasks' gradients on the{" "}
      {exact ? "parameters of the shared trunk" : "features at the end of the shared trunk"}, mean over the
      batches of an epoch. <b>Below 0 they conflict</b>: a small step that lowers the loss of one task raises
      that of the other. Near 0 the tasks hardly touch each other; above 0 a step for one serves both. Grey:
      they did not train in the same batch.
    </>
  );
}

/** The colours of the matrix from −1 to 1. */
function Legend({ scheme }: { scheme: Source["scheme"] }) {
  const stops = colorscale(scheme).map(([at, color]) => `${color} ${100 * at}%`);
  return (
    <div className={classes.legend}>
      <span>−1 conflict</span>
      <span
        className={classes.bar}
        style={{ background: `linear-gradient(to right, ${stops.join(", ")})` }}
      />
      <span>agreement 1</span>
    </div>
  );
}

type PairsProps = {
  run: Run;
  source: Source;
  pairs: readonly Placed[];
  chosen: Pair | null;
  onChoose: (pair: Pair | null) => void;
};

const MOST = "";

function Pairs({ run, source, pairs, chosen, onChoose }: PairsProps) {
  const { tasks, epochs } = source;
  const figure = useMemo(() => pairsFigure(source, pairs), [source, pairs]);
  const [first, second] = chosen ?? [];
  const options = tasks.map((task, index) => ({ value: String(index), label: task }));
  const pick = (a: number, b: number) => onChoose(a < b ? [a, b] : [b, a]);
  return (
    <Chart
      title={chosen ? `Cosine of ${tasks[chosen[0]]} and ${tasks[chosen[1]]}` : "Most conflicting pairs"}
      hint={
        chosen
          ? "Tinted: the gradients conflict. The line runs on through epochs in which they did not meet."
          : "By the mean cosine over all epochs, the lowest first. Tinted: the gradients conflict."
      }
      label={`Cosines between gradients over ${epochs.length} epochs`}
      figure={figure}
      fileName={`run-${run.id}-cosines-over-epochs`}
      actions={
        <div className={classes.choices}>
          <NativeSelect
            size="xs"
            aria-label="Pairs on the chart"
            value={first === undefined ? MOST : String(first)}
            data={[
              { value: MOST, label: "most conflicting" },
              { group: "one pair", items: options.filter(({ value }) => Number(value) !== second) },
            ]}
            onChange={({ currentTarget: { value } }) => {
              if (value === MOST) onChoose(null);
              else pick(Number(value), second ?? (value === "0" ? 1 : 0));
            }}
          />
          {first !== undefined && second !== undefined ? (
            <NativeSelect
              size="xs"
              aria-label="The other task of the pair"
              value={String(second)}
              data={options.filter(({ value }) => Number(value) !== first)}
              onChange={({ currentTarget: { value } }) => pick(first, Number(value))}
            />
          ) : null}
        </div>
      }
    />
  );
}
