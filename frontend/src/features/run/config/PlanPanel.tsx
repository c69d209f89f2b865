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
  const config = run.config as Schemas["RunConfig"];
  const heads = new Map(config.tasks.map((task) => [task.name, task]));
  const reading = plan.tasks.some((task) => task.reads.length > 0);
  return (
    <Panel title="Plan" hint="What the configuration came to when training started.">
      <dl className={classes.facts}>
        {facts(plan, config).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
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
              <th scope="col" title="Trainable parameters that the task has for itself">
                Own parameters
              </th>
              {reading ? <th scope="col">Reads</th> : null}
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
                <td>{count(task.parameters)}</td>
                {reading ? <td>{task.reads.join(", ") || "–"}</td> : null}
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
      {plan.notes.length > 0 ? (
        <ul className={classes.notes}>
          {plan.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
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

function facts(plan: Schemas["PlanOut"], { sharing }: Schemas["RunConfig"]): [string, string][] {
  const [channels, height, width] = plan.image_shape;
  return [
    ["parameters", count(plan.parameters)],
    // Runs of older versions carry no such setting: they shared their trunk.
    [
      sharing?.trunk === "independent" ? "trunks, one for each task" : "trunk for all tasks",
      trunks(plan, sharing),
    ],
    ...(height && width
      ? [[channels === 1 ? "px, grey" : "px, colour", `${width} × ${height}`] satisfies [string, string]]
      : []),
    ["training images", count(plan.train_samples)],
    ["validation images", count(plan.validation_samples)],
    ["test images", count(plan.test_samples)],
    ["probe images", count(plan.probe_samples)],
    ["batches per epoch", count(plan.batches_per_epoch)],
  ];
}

function trunks(plan: Schemas["PlanOut"], sharing: Schemas["Sharing"] | undefined): string {
  return count(sharing?.trunk === "independent" ? plan.tasks.length : 1);
}
