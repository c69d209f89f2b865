import { useComputedColorScheme } from "@mantine/core";
import { memo } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/runs/ActivationStrip.module.css";
import { describeStrip, stretches } from "@/features/runs/strip";
import { taskColor } from "@/shared/task-colors";

type Props = { tasks: Schemas["TaskStrip"][]; epochs: number };

const ROW = 10;
const FILL = 7;

/**
 * A run's bits in small: a row per task, the whole run's width reserved. A band is solid where the task trained and
 * a bare outline where it was dropped, so the shape carries the bit.
 */
export const ActivationStrip = memo(function ActivationStrip({ tasks, epochs }: Props) {
  const scheme = useComputedColorScheme("light");
  if (!tasks[0]?.bits) return null;
  return (
    <svg
      className={classes.strip}
      viewBox={`0 0 ${epochs} ${ROW * tasks.length}`}
      preserveAspectRatio="none"
      style={{ height: Math.min(32, 8 * tasks.length) }}
      role="img"
      aria-label={describeStrip(tasks)}
    >
      <title>{describeStrip(tasks)}</title>
      {tasks.map(({ task, bits }, index) => {
        const top = index * ROW + (ROW - FILL) / 2;
        const solid = stretches(bits).map(([from, to]) => `M${from} ${top}H${to}V${top + FILL}H${from}Z`);
        return (
          <g key={task} color={taskColor(index, scheme)}>
            <rect className={classes.reserved} x={0} y={top} width={epochs} height={FILL} />
            <rect className={classes.hollow} x={0} y={top} width={bits.length} height={FILL} />
            <path className={classes.solid} d={solid.join("")} />
          </g>
        );
      })}
    </svg>
  );
});
