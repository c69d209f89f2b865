import { VisuallyHidden } from "@mantine/core";
import { IconPin } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type Comparison, type Drawn, figuresOf, METRIC_WORDS } from "@/charts/compare/variants";
import table from "@/shared/FigureTable.module.css";
import { count, duration, percent } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { NotFinite } from "./Marks";
import { Letter, Told } from "./Told";
import classes from "./tables.module.css";
import { deltaWords, figureText, spreadText, toneOf } from "./words";

type Props = { comparison: Comparison; variants: readonly Drawn[] };

const DELTA_M =
  "Δm against runs of each task alone: mean over tasks of (multi-task − single-task) / single-task, the sign turned where lower is better. Above zero the multi-task model is better (Maninis et al. 2019, Vandenhende et al. 2021).";

const NO_DELTA_M =
  "Without runs of each task alone there is no Δm and no transfer: add them with “single-task runs” when you launch runs.";

/** What is compared: each variant with its runs, its result over all tasks, and what it took. */
export function VariantsTable({ comparison, variants }: Props) {
  const { metric, single_task } = comparison;
  const alone = single_task.length > 0;
  const word = METRIC_WORDS[metric];
  const [unit, points] = metric === "loss" ? ["", ""] : [", %", ", points"];
  return (
    <Panel
      title="Variants"
      hint="Runs with the same configuration but for the seeds are one variant. ± is the standard deviation over seeds; differences are paired by seed, with a 95 % interval (Student's t), each looked at alone."
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={table.scroller} tabIndex={0} aria-label="Variants with their results">
        <table className={`${table.table} ${classes.figures}`}>
          <thead>
            <tr>
              <th scope="col">
                <VisuallyHidden>Letter</VisuallyHidden>
              </th>
              <th scope="col" data-column="name">
                Variant
              </th>
              <th scope="col" title="Mean over the tasks, on the test split">
                Test {word}, mean{unit}
              </th>
              <th scope="col">Minus baseline{points}</th>
              {alone ? <th scope="col">Δm against single tasks, %</th> : null}
              <th scope="col" title="Task-epochs actually trained, of those there were">
                Task-epochs trained
              </th>
              <th scope="col">Wall time</th>
              <th scope="col">Images / s</th>
            </tr>
          </thead>
          <tbody>
            {variants.map((drawn) => (
              <Row key={drawn.variant.id} comparison={comparison} drawn={drawn} />
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.note}>{alone ? DELTA_M : NO_DELTA_M}</p>
    </Panel>
  );
}

function Row({ comparison, drawn }: { comparison: Comparison; drawn: Drawn }) {
  const { metric, higher_is_better: higher, baseline } = comparison;
  const { variant } = drawn;
  const { compute } = variant;
  const whole = figuresOf(variant, null);
  return (
    <tr data-variant={variant.id}>
      <td>
        <Letter drawn={drawn} />
      </td>
      <td data-column="name">
        <div className={classes.label}>
          {variant.label}
          {variant.id === baseline ? <span className={classes.badge}>baseline</span> : null}
        </div>
        <div className={classes.runs}>
          {variant.runs.map(({ id, name, seed }) => (
            <Link key={id} to="/runs/$runId" params={{ runId: id }} title={name}>
              seed {seed}
              {id === comparison.pinned ? <IconPin size={12} aria-label="pinned" /> : null}
            </Link>
          ))}
        </div>
      </td>
      <td>
        {spreadText(metric, whole?.test)}
        <NotFinite figures={whole} />
        {whole?.test_majority != null && metric === "accuracy" ? (
          <div className={table.aside}>majority {figureText(metric, whole.test_majority)}</div>
        ) : null}
      </td>
      <td>
        <Told
          difference={whole?.difference}
          metric={metric}
          words={whole?.difference?.verdict ?? ""}
          tone={whole?.difference ? toneOf(whole.difference, higher) : "open"}
        />
      </td>
      {comparison.single_task.length > 0 ? (
        <td>
          <DeltaM variant={variant} />
        </td>
      ) : null}
      <td>
        {count(compute.task_epochs.mean)}
        <div className={table.aside}>
          {percent(compute.task_epochs.mean / Math.max(1, compute.task_epochs_planned), 0)} % of{" "}
          {count(compute.task_epochs_planned)}
        </div>
      </td>
      <td>{duration(compute.seconds.mean)}</td>
      <td>{count(compute.images_per_second?.mean)}</td>
    </tr>
  );
}

function lackingWords(lacks: readonly string[], tasks: number): string {
  if (lacks.length === tasks) return "any task";
  return lacks.length === 1 ? (lacks[0] as string) : `${lacks.length} tasks`;
}

function DeltaM({ variant }: { variant: Drawn["variant"] }) {
  const { delta_m: delta, delta_m_lacks: lacks, single_task: alone } = variant;
  if (alone) return <span className={table.aside}>a single task</span>;
  if (lacks.length > 0) {
    return (
      <span className={table.aside} title={`Without a run of its own: ${lacks.join(", ")}`}>
        no single-task run of {lackingWords(lacks, variant.tasks.length)}
      </span>
    );
  }
  if (!delta) return <span className={table.aside}>no common seed</span>;
  // A relative gain: shown in per cent whatever the metric, and above zero is better.
  return <Told difference={delta} metric="accuracy" words={deltaWords(delta)} tone={toneOf(delta, true)} />;
}
