import { useComputedColorScheme, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangleFilled } from "@tabler/icons-react";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import { percent, points } from "@/shared/format";
import classes from "@/shared/TaskScores.module.css";
import { taskColor } from "@/shared/task-colors";
import { type Verdict, verdict, verdictText } from "@/shared/verdict";

type Task = Schemas["TaskStrip"];

function verdictOn({ accuracy, majority, balanced_accuracy, samples, answers }: Task): Verdict | null {
  return verdict({ accuracy, majority, balanced: balanced_accuracy, samples, classes: answers });
}

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
      <span className={classes.many}>
        <span>
          {tasks.length} tasks, on average <Above value={meanAbove(tasks)} verdict={null} />
        </span>
        <Poor tasks={tasks} />
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
          <Above value={above(task)} verdict={verdictOn(task)} />
        </li>
      ))}
    </ul>
  );
});

/** How many of many tasks are no better than one constant answer. */
function Poor({ tasks }: { tasks: Task[] }) {
  const poor = tasks.filter((task) => verdictOn(task)?.kind === "majority");
  if (poor.length === 0) return null;
  const names = poor.map(({ task }) => task).join(", ");
  return (
    <span className={classes.poor} title={`No better than always answering the commonest class: ${names}`}>
      <IconAlertTriangleFilled size={12} aria-hidden />
      {poor.length} no better than majority
    </span>
  );
}

function Above({ value, verdict }: { value: number | null; verdict: Verdict | null }) {
  if (verdict?.kind === "majority") {
    return (
      <span className={classes.poor} title={verdictText(verdict) ?? undefined}>
        <IconAlertTriangleFilled size={12} aria-hidden />
        {points(value)}
        <VisuallyHidden>{verdictText(verdict)}</VisuallyHidden>
      </span>
    );
  }
  return (
    <span className={classes.above} data-good={value !== null && value > 0}>
      {points(value)}
    </span>
  );
}
