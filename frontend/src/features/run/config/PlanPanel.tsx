import { useComputedColorScheme } from "@mantine/core";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/config/PlanPanel.module.css";
import { count, number, percent } from "@/shared/format";
import { Notice } from "@/shared/Notice";
import { Panel } from "@/shared/Panel";
import { taskColor } from "@/shared/task-colors";

type Props = { run: Schemas["RunOut"] };

/** What the configuration came to: the tasks with their depth, labels and baseline, and the sizes. */
export function PlanPanel({ run }: Props) {
  const scheme = useComputedColorScheme("light");
  const { plan } = run;
  if (!plan) {
    return (
      <Panel title="Plan" hint="Depths, labelled samples and baselines are worked out when training starts.">
        {null}
      </Panel>
    );
  }
  const heads = new Map((run.config as Schemas["RunConfig"]).tasks.map((task) => [task.name, task]));
  return (
    <Panel title="Plan" hint="What the configuration came to when training started.">
      <dl className={classes.facts}>
        {facts(plan).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.scroll}>
        <table className={classes.tasks}>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Classes</th>
              <th scope="col">Head</th>
              <th scope="col">Weight</th>
              <th scope="col">Depth d</th>
              <th scope="col">Labelled c</th>
              <th scope="col">Majority, validation %</th>
              <th scope="col">Majority, test %</th>
              <th scope="col">P_d</th>
              <th scope="col">P_c</th>
              <th scope="col">P from – to</th>
            </tr>
          </thead>
          <tbody>
            {plan.tasks.map((task, index) => (
              <tr key={task.task}>
                <th scope="row">
                  <span
                    className={classes.mark}
                    style={{ background: taskColor(index, scheme) }}
                    aria-hidden
                  />
                  {task.task}
                </th>
                <td title={task.classes.join(", ")}>{task.classes.length}</td>
                <td>{heads.get(task.task)?.head_hidden.join(" · ") || "linear"}</td>
                <td>{number(task.weight, 3)}</td>
                <td>{task.depth}</td>
                <td>{count(task.samples)}</td>
                <td>{percent(task.validation_majority)}</td>
                <td>{percent(task.test_majority)}</td>
                <td>{number(task.P_d)}</td>
                <td>{number(task.P_c)}</td>
                <td>
                  {number(task.P_min, 2)} – {number(task.P_max, 2)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={classes.warnings}>
        {plan.warnings.map(({ field, message }) => (
          <Notice key={`${field} ${message}`} tone="warning">
            {message}
          </Notice>
        ))}
      </div>
    </Panel>
  );
}

function facts(plan: Schemas["PlanOut"]): [string, number][] {
  return [
    ["parameters", plan.parameters],
    ["training images", plan.train_samples],
    ["validation images", plan.validation_samples],
    ["test images", plan.test_samples],
    ["probe images", plan.probe_samples],
    ["batches per epoch", plan.batches_per_epoch],
  ];
}
