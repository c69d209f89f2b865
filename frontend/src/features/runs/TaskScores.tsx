import { useComputedColorScheme } from "@mantine/core";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/runs/TaskScores.module.css";
import { percent, points } from "@/shared/format";
import { taskColor } from "@/shared/task-colors";

type Task = Schemas["TaskStrip"];

const SHOWN = 4;

function above({ accuracy, majority }: Task): number | null {
  return accuracy === null || majority === null ? null : accuracy - majority;
}

/** Mean distance above the majority baseline over the tasks that have one. */
export function meanAbove(tasks: readonly Task[]): number | null {
  const gains = tasks.map(above).filter((gain) => gain !== null);
  return gains.length === 0 ? null : gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

/** Newest validation accuracy of each task beside its distance from always answering the commonest class. */
export const TaskScores = memo(function TaskScores({ tasks }: { tasks: Task[] }) {
  const scheme = useComputedColorScheme("light");
  if (tasks.every((task) => task.accuracy === null)) return null;
  if (tasks.length > SHOWN) {
    return (
      <span className={classes.score}>
        {tasks.length} tasks, on average <Above value={meanAbove(tasks)} />
      </span>
    );
  }
  return (
    <ul className={classes.scores}>
      {tasks.map((task, index) => (
        <li key={task.task} className={classes.score}>
          <span
            className={classes.mark}
            style={{ background: taskColor(index, scheme) }}
            aria-hidden="true"
          />
          <span className={classes.task}>{task.task}</span>
          <span>{percent(task.accuracy)}</span>
          <Above value={above(task)} />
        </li>
      ))}
    </ul>
  );
});

function Above({ value }: { value: number | null }) {
  return (
    <span className={classes.above} data-good={value !== null && value > 0}>
      {points(value)}
    </span>
  );
}
