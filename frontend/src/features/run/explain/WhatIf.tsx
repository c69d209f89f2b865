import { Button, SegmentedControl, Slider } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { Schemas } from "@/api/client";
import { replayQuery } from "@/api/runs";
import { Chart } from "@/charts/Chart";
import type { Source } from "@/charts/figure";
import { METRICS } from "@/charts/palette";
import { type Cell, type Config, configOf, dropShare, type Run, show } from "@/charts/records";
import { replayFigure } from "@/charts/replay";
import { percent } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { rebalance } from "@/shared/simplex";
import { taskColor } from "@/shared/task-colors";
import classes from "./ExplainView.module.css";

type Props = { run: Run; source: Source; cell: Cell; index: number };

type Dst = Schemas["Dst"];

const PAUSE_MS = 150;
const STEP = 0.01;
const READINGS: Dst["reading"][] = ["signed", "literal", "magnitude"];

/** Where the sliders start for a run without DST: the defaults of the configuration. */
const DEFAULT: Dst = {
  kind: "dst",
  lambdas: { depth: 0.2, samples: 0.2, incompleteness: 0.2, stagnancy: 0.2, base: 0.2 },
  beta: 0.5,
  reading: "signed",
  loss_scale: "sum",
  all_dropped: "force_most_probable",
};

function recordedIn(schedule: Config["schedule"]): Dst {
  return "lambdas" in schedule ? { ...DEFAULT, ...schedule, kind: "dst" } : DEFAULT;
}

/** Other λ, β or reading, and what DST would have made of the recorded losses with them. */
export function WhatIf({ run, source, cell, index }: Props) {
  const { schedule } = configOf(run);
  const [recorded] = useState(() => recordedIn(schedule));
  const [dst, setDst] = useState(recorded);
  const [asked] = useDebouncedValue(dst, PAUSE_MS);
  const { data: replay, error, refetch } = useQuery(replayQuery(run.id, asked, source.epochs.length));
  return (
    <div className={classes.screen}>
      <Panel
        title="What if?"
        actions={
          <Button size="xs" variant="default" disabled={dst === recorded} onClick={() => setDst(recorded)}>
            {"lambdas" in schedule ? "As recorded" : "Defaults"}
          </Button>
        }
      >
        <p className={classes.label}>
          <b>Replay, not retraining:</b> the recorded losses go through DST once more with these settings. A
          run that had trained with them would have had other losses.
        </p>
        <div className={classes.whatif}>
          <Controls dst={dst} onChange={setDst} />
          {error ? (
            <ProblemAlert what="The replay failed" error={error} onRetry={() => refetch()} />
          ) : replay ? (
            <Outcome run={run} source={source} cell={cell} index={index} replay={replay} />
          ) : null}
        </div>
      </Panel>
    </div>
  );
}

function Controls({ dst, onChange }: { dst: Dst; onChange: (dst: Dst) => void }) {
  // The others return to their old proportions while a slider travels to 1 and back.
  const start = useRef<number[] | null>(null);
  const shares = METRICS.map(({ share }) => dst.lambdas[share]);
  const move = (place: number, value: number) => {
    start.current ??= shares;
    const next = rebalance(start.current, place, value, STEP);
    const entries = METRICS.map(({ share }, i) => [share, next[i]]);
    onChange({ ...dst, lambdas: Object.fromEntries(entries) as Dst["lambdas"] });
  };
  return (
    <div className={classes.controls}>
      {METRICS.map(({ share, word }, place) => (
        <div key={share} className={classes.share}>
          <span>λ {word}</span>
          <Slider
            min={0}
            max={1}
            step={STEP}
            size={4}
            label={null}
            thumbLabel={`λ ${word}, the others follow`}
            value={shares[place] ?? 0}
            onChange={(value) => move(place, value)}
            onChangeEnd={() => {
              start.current = null;
            }}
          />
          <b>{show(shares[place], 2)}</b>
        </div>
      ))}
      <div className={classes.share}>
        <span>β</span>
        <Slider
          min={0}
          max={1}
          step={STEP}
          size={4}
          label={null}
          thumbLabel="β"
          value={dst.beta}
          onChange={(beta) => onChange({ ...dst, beta })}
        />
        <b>{show(dst.beta, 2)}</b>
      </div>
      <SegmentedControl
        size="xs"
        aria-label="Reading of stagnancy"
        data={READINGS}
        value={dst.reading}
        onChange={(reading) => onChange({ ...dst, reading: reading as Dst["reading"] })}
      />
    </div>
  );
}

type OutcomeProps = Props & { replay: Schemas["Replay"] };

function Outcome({ run, source, cell, index, replay }: OutcomeProps) {
  const figure = useMemo(() => replayFigure(source, index, replay), [source, index, replay]);
  const task = source.tasks[index] ?? "";
  const place = replay.epochs.findIndex(({ epoch }) => epoch === cell.epoch);
  return (
    <div>
      <div className={classes.scroller}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col" data-number>
                P in epoch {cell.epoch}
              </th>
              <th scope="col" data-number>
                Expected drop rate
              </th>
              <th scope="col" data-number>
                As recorded
              </th>
              <th scope="col" data-number>
                Bits that change
              </th>
            </tr>
          </thead>
          <tbody>
            {replay.tasks.map((replayed, i) => (
              <tr key={replayed.task}>
                <th scope="row">
                  <span className={classes.dot} style={{ background: taskColor(i, source.scheme) }} />
                  {replayed.task}
                </th>
                <td
                  data-number
                  data-testid={`replay-P-${replayed.task}`}
                  data-value={String(replayed.P[place] ?? "")}
                >
                  {show(replayed.P[place])}
                </td>
                <td data-number data-testid={`replay-rate-${replayed.task}`}>
                  {percent(replayed.expected_drop_rate)} %
                </td>
                <td data-number>{percent(dropShare(source.epochs, i)?.expected)} %</td>
                <td data-number>{changedBits(replayed, source, i)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Chart
        title={`P of ${task}`}
        hint="Solid: this replay. Dotted: as recorded."
        figure={figure}
        label={`Activation probability of ${task}, replayed and recorded, over ${source.epochs.length} epochs`}
        fileName={`run-${run.id}-replay-${task}`}
      />
    </div>
  );
}

/** Epochs whose bit is another one against the same draws; a run that drew nothing has no bits to compare. */
function changedBits({ active }: Schemas["ReplayedTask"], { epochs }: Source, index: number): string {
  if (active === null) return "nothing was drawn";
  const changed = active.filter((bit, i) => bit !== epochs[i]?.tasks[index]?.active).length;
  return `${changed} of ${active.length}`;
}
