import type { Config } from "@/charts/records";
import classes from "./Decision.module.css";

const SCHEDULES: Record<Config["schedule"]["kind"], string> = {
  dst:
    "Dropped Scheduled Task (DST) gives every task a probability P before each epoch, from its depth, its labels, how much " +
    "of its loss is left and how fast that falls, and draws which tasks train. Tasks that are ahead rest more often, so " +
    "that the shared layers serve those that lag.",
  random:
    "This run drops at random: before each epoch every task trains with the same chance p, whatever its loss. It is the " +
    "control that shows what mere dropping does.",
  round_robin:
    "In this run the tasks take turns: each trains when its turn comes, whatever its loss. It is the control that shows " +
    "what dropping does without chance.",
  soft:
    "This run never drops a task: before each epoch DST gives every task a probability P, and P is the factor of its loss. " +
    "It is the control that shows what the dropping itself adds.",
  always_on:
    "This run never drops a task: every task trains in every epoch. It is the control against which a drop schedule is " +
    "measured.",
};

/** What stands in the place of an explanation while no decision is chosen. */
export function Invitation({ schedule }: { schedule: Config["schedule"]["kind"] }) {
  return (
    <>
      <p className={classes.verdict}>
        Choose a cell of the decision board to see why its task was trained or dropped in that epoch.
      </p>
      <p className={classes.verdict}>{SCHEDULES[schedule]}</p>
    </>
  );
}
