import { dropShare, type Epoch } from "@/charts/records";
import { percent } from "@/shared/format";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import classes from "./ExplainView.module.css";

type Props = { tasks: readonly string[]; epochs: readonly Epoch[]; scheme: ColorScheme };

/** What the probabilities led one to expect, and what was drawn. */
export function DropRates({ tasks, epochs, scheme }: Props) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col" data-number>
            Expected
          </th>
          <th scope="col" data-number>
            95 % of such runs
          </th>
          <th scope="col" data-number>
            Drawn
          </th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task, index) => {
          const share = dropShare(epochs, index);
          return share ? (
            <tr key={task}>
              <th scope="row">
                <span className={classes.dot} style={{ background: taskColor(index, scheme) }} />
                {task}
              </th>
              <td data-number>{percent(share.expected)} %</td>
              <td data-number>
                {percent(share.low)} – {percent(share.high)} %
              </td>
              <td data-number>{percent(share.dropped)} %</td>
            </tr>
          ) : null;
        })}
      </tbody>
    </table>
  );
}
