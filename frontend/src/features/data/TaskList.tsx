import { Skeleton, TextInput, UnstyledButton } from "@mantine/core";
import { Fragment, useState } from "react";
import type { Schemas } from "@/api/client";
import { Chevron } from "@/shared/Chevron";
import { count, percent } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import { ClassBars } from "./ClassBars";
import { classRows, majorityOf, spreadText } from "./spread";
import classes from "./TaskList.module.css";

type Task = Schemas["DatasetTask"] & Partial<Schemas["InspectedTask"]>;
type Props = { tasks: Task[]; pending: boolean };

/** With more tasks than this a filter helps. */
const MANY = 12;

/** The tasks of a data set, each with how its labels are spread over the training images. */
export function TaskList({ tasks, pending }: Props) {
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<string | null>(null);
  const wanted = filter.trim().toLowerCase();
  const shown = tasks.filter(({ name }) => name.toLowerCase().replaceAll("_", " ").includes(wanted));
  if (tasks.length === 0) return pending ? <Skeleton height={200} /> : null;
  return (
    <Panel
      title={tasks.length === 1 ? "1 task" : `${tasks.length} tasks`}
      hint="Counted in the training images. Majority: what always answering the commonest class would score there."
      actions={
        tasks.length > MANY ? (
          <TextInput
            size="xs"
            type="search"
            aria-label="Filter tasks"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        ) : null
      }
    >
      <div className={classes.scroll}>
        <table className={classes.tasks}>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col" className={classes.number}>
                Labelled
              </th>
              <th scope="col" className={classes.number}>
                Majority
              </th>
              <th scope="col" colSpan={2}>
                Classes
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((task) => (
              <Fragment key={task.name}>
                <Row
                  task={task}
                  open={open === task.name}
                  onToggle={() => setOpen(open === task.name ? null : task.name)}
                />
                {open === task.name ? <Details task={task} /> : null}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

type RowProps = { task: Task; open: boolean; onToggle: () => void };

function Row({ task, open, onToggle }: RowProps) {
  const majority = majorityOf(task);
  return (
    <tr>
      <th scope="row">
        <UnstyledButton className={classes.toggle} aria-expanded={open} onClick={onToggle}>
          <Chevron open={open} />
          {task.name}
        </UnstyledButton>
      </th>
      <td className={classes.number}>{count(task.labelled)}</td>
      <td className={classes.number}>{majority === null ? "–" : `${percent(majority)} %`}</td>
      <td className={classes.picture}>
        <ClassBars task={task} />
      </td>
      <td className={classes.classes}>{spreadText(task)}</td>
    </tr>
  );
}

function Details({ task }: { task: Task }) {
  return (
    <tr>
      <td colSpan={5} className={classes.details}>
        <p>{task.description}</p>
        <ul className={classes.rows}>
          {classRows(task).map(({ name, images, share }) => (
            <li key={name}>
              <span className={classes.className}>{name}</span>
              <span className={classes.track}>
                <span className={classes.share} style={{ width: `${100 * share}%` }} />
              </span>
              <span className={classes.classCount}>{count(images)}</span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
