import type { Epoch } from "@/charts/records";
import type { Guard } from "@/features/run/why/guards";
import classes from "./ExplainView.module.css";
import { GUARDS } from "./words";

type Props = { tasks: readonly string[]; epochs: readonly Epoch[] };

/** How often each guard acted on each task. */
export function Guards({ tasks, epochs }: Props) {
  const counted = count(tasks, epochs);
  if (counted.length === 0) {
    return (
      <p className={classes.text}>
        No guard was needed: every number came out of the formulas and the draws as it is.
      </p>
    );
  }
  return (
    <>
      <p className={classes.text}>
        A guard keeps <var>P</var> a probability where a formula or a draw would fail. Each one is recorded.
      </p>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Task</th>
            <th scope="col">What happened</th>
            <th scope="col" data-number>
              Epochs
            </th>
          </tr>
        </thead>
        <tbody>
          {counted.map(({ task, guard, times }) => (
            <tr key={task + guard}>
              <th scope="row">{task}</th>
              <td>{GUARDS[guard]}</td>
              <td data-number>{times}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function count(tasks: readonly string[], epochs: readonly Epoch[]) {
  return tasks.flatMap((task, index) =>
    (Object.keys(GUARDS) as Guard[]).flatMap((guard) => {
      const times = epochs.filter((epoch) => epoch.tasks[index]?.guards.includes(guard)).length;
      return times > 0 ? [{ task, guard, times }] : [];
    }),
  );
}
