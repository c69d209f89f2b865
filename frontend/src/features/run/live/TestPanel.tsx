import type { Schemas } from "@/api/client";
import { float, type Run, taskNames } from "@/charts/records";
import { count } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { AboveMajority, Figure, Percent } from "./figures";
import classes from "./TasksTable.module.css";

type Props = { run: Run; test: Schemas["TestOut"]; scheme: ColorScheme };

/** The final figures, from images that no choice was made on. */
export function TestPanel({ run, test, scheme }: Props) {
  const names = taskNames(run);
  return (
    <Panel
      title="Test"
      hint={`Measured once, after the last epoch (${test.epoch}), on images kept apart until then.`}
    >
      <div className={classes.scroller}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" data-column="task" data-text>
                Task
              </th>
              {["Accuracy %", "Majority %", "Above it", "Balanced %", "F1", "Loss", "Samples"].map((word) => (
                <th key={word} scope="col">
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {test.tasks.map((row) => {
              const accuracy = float(row, "accuracy");
              return (
                <tr key={row.task}>
                  <td data-column="task" data-text>
                    <span className={classes.task}>
                      <span
                        className={classes.dot}
                        style={{ background: taskColor(names.indexOf(row.task), scheme) }}
                      />
                      <span title={row.task}>{row.task}</span>
                    </span>
                  </td>
                  <td>
                    <Percent value={accuracy} />
                  </td>
                  <td className={classes.aside}>
                    <Percent value={row.majority} />
                  </td>
                  <td>
                    <AboveMajority
                      value={accuracy === null || row.majority === null ? null : accuracy - row.majority}
                    />
                  </td>
                  <td>
                    <Percent value={float(row, "balanced_accuracy")} />
                  </td>
                  <td>
                    <Figure value={float(row, "f1")} />
                  </td>
                  <td>
                    <Figure value={float(row, "loss")} />
                  </td>
                  <td className={classes.aside}>{count(row.samples)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
