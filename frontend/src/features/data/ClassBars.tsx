import type { Schemas } from "@/api/client";
import { count } from "@/shared/format";
import { classRows, shareText } from "./spread";
import classes from "./TaskList.module.css";

type Task = Schemas["DatasetTask"] & Partial<Schemas["InspectedTask"]>;

const WIDTH = 200;
const HEIGHT = 24;

/** One thin bar a class, in the order of the classes. The numbers stand beside it and below. */
export function ClassBars({ task }: { task: Task }) {
  if (!task.counts) return null;
  const rows = classRows(task);
  const step = Math.min(20, WIDTH / rows.length);
  return (
    <svg
      className={classes.bars}
      width={Math.ceil(step * rows.length)}
      height={HEIGHT}
      role="img"
      aria-label={`Images by class of ${task.name}`}
    >
      {rows.map(({ name, images, share }, index) => {
        const height = Math.max(1, share * HEIGHT);
        return (
          <rect
            key={name}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(1, step - (step > 4 ? 2 : 0.5))}
            height={height}
          >
            <title>{`${name}: ${count(images)} ${shareText(images ?? 0, task.labelled ?? 0)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
