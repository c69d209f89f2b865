import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { type Comparison, type Drawn, figuresOf, METRIC_WORDS } from "@/charts/compare/variants";
import table from "@/shared/FigureTable.module.css";
import { count, duration, percent } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { Letter, Told } from "./Told";
import classes from "./tables.module.css";
import { deltaWords, figureText, spreadText, toneOf } from "./words";

type Props = { comparison: Comparison; variants: readonly Drawn[] };

const DELTA_M =
  "Δm: mean over tasks of (multi-task − single-task) / single-task, the sign turned where lower is better. Above zero the multi-task model is better (Maninis et al. 2019, Vandenhende et al. 2021).";

/** What is compared: each variant with its runs, its result over all tasks, and what it took. */
export function VariantsTable({ comparison, variants }: Props) {
  const { metric } = comparison;
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
              <th scope="col" title={DELTA_M}>
                Δm against single tasks, %
              </th>
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
            </Link>
          ))}
        </div>
      </td>
      <td>
        {spreadText(metric, whole?.test)}
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
      <td>
        <DeltaM variant={variant} />
      </td>
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

function DeltaM({ variant }: { variant: Drawn["variant"] }) {
  const { delta_m: delta, delta_m_lacks: lacks, single_task: alone } = variant;
  if (alone) return <span className={table.aside}>a single task</span>;
  if (lacks.length > 0) {
    return (
      <span className={table.aside} title={`Without a run of its own: ${lacks.join(", ")}`}>
        no single-task run of {lacks.length === variant.tasks.length ? "any task" : `${lacks.length} tasks`}
      </span>
    );
  }
  if (!delta) return <span className={table.aside}>no common seed</span>;
  // A relative gain: shown in per cent whatever the metric, and above zero is better.
  return <Told difference={delta} metric="accuracy" words={deltaWords(delta)} tone={toneOf(delta, true)} />;
}
