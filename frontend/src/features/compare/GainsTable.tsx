import { type Comparison, type Drawn, figuresOf, METRIC_WORDS } from "@/charts/compare/variants";
import table from "@/shared/FigureTable.module.css";
import { percent } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { MajorityMark, NotFinite } from "./Marks";
import { Letter, Told } from "./Told";
import classes from "./tables.module.css";
import { figureText, spreadText, toneOf, transferHint, transferWords } from "./words";

type Props = { comparison: Comparison; variants: readonly Drawn[]; scheme: ColorScheme };

/** Every task under every variant: result, baseline of always answering the commonest class, gain, transfer. */
export function GainsTable({ comparison, variants, scheme }: Props) {
  const { metric, tasks, single_task: alone } = comparison;
  const accuracy = metric === "accuracy";
  const word = METRIC_WORDS[metric];
  const [unit, points] = metric === "loss" ? ["", ""] : [", %", ", points"];
  return (
    <Panel
      title="Task by task"
      hint={`On the test split after training, by which nothing was chosen; beside it validation at the task's best epoch. A number is bold only where its interval leaves out zero and rests on three seeds or more.${alone.length > 0 ? transferHint(comparison.higher_is_better) : ""}`}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={table.scroller} tabIndex={0} aria-label="Figures by task and variant">
        <table className={`${table.table} ${classes.figures}`}>
          <thead>
            <tr>
              <th scope="col" data-column="name">
                Task
              </th>
              <th scope="col">Variant</th>
              <th scope="col">
                Test {word}
                {unit}
              </th>
              {accuracy ? (
                <th scope="col" title="Always answering the commonest training class">
                  Majority
                </th>
              ) : null}
              <th scope="col">Validation, best epoch</th>
              <th scope="col">Minus baseline{points}</th>
              {alone.length > 0 ? <th scope="col">Minus alone (MTL − STL){points}</th> : null}
              <th scope="col">Dropped</th>
            </tr>
          </thead>
          {tasks.map((task, index) => (
            <tbody key={task}>
              {variants
                .filter(({ variant }) => variant.tasks.includes(task))
                .map((drawn, place) => (
                  <Row
                    key={drawn.variant.id}
                    comparison={comparison}
                    drawn={drawn}
                    task={task}
                    color={taskColor(index, scheme)}
                    first={place === 0}
                  />
                ))}
            </tbody>
          ))}
        </table>
      </section>
    </Panel>
  );
}

type RowProps = { comparison: Comparison; drawn: Drawn; task: string; color: string; first: boolean };

function Row({ comparison, drawn, task, color, first }: RowProps) {
  const { metric, higher_is_better: higher, baseline, single_task: alone } = comparison;
  const figures = figuresOf(drawn.variant, task);
  const { test, validation, difference, transfer } = figures ?? {};
  return (
    <tr data-group={first || undefined} data-variant={drawn.variant.id} data-task={task}>
      <td data-column="name">
        <span className={`${table.task} ${classes.task}`}>
          <span className={table.dot} style={{ background: color }} />
          {task}
        </span>
      </td>
      <td>
        <Letter drawn={drawn} />
        {drawn.variant.id === baseline ? <span className={classes.badge}>baseline</span> : null}
        {drawn.variant.single_task ? <span className={classes.badge}>alone</span> : null}
      </td>
      <td>
        {spreadText(metric, test)}
        <NotFinite figures={figures} />
        <MajorityMark figures={figures} />
      </td>
      {metric === "accuracy" ? (
        <td>
          <span className={table.aside}>{figureText(metric, figures?.test_majority)}</span>
        </td>
      ) : null}
      <td>
        {spreadText(metric, validation)}
        {metric === "accuracy" ? (
          <div className={table.aside}>majority {figureText(metric, figures?.validation_majority)}</div>
        ) : null}
      </td>
      <td>
        <Told
          difference={difference}
          metric={metric}
          words={difference?.verdict ?? ""}
          tone={difference ? toneOf(difference, higher) : "open"}
        />
      </td>
      {alone.length > 0 ? (
        <td>
          <Told
            difference={transfer}
            metric={metric}
            words={transfer ? transferWords(transfer, higher) : ""}
            tone={transfer ? toneOf(transfer, higher) : "open"}
          />
        </td>
      ) : null}
      <td>{figures?.drop_rate ? `${percent(figures.drop_rate.mean, 0)} %` : "–"}</td>
    </tr>
  );
}
