import { configOf, type Run } from "@/charts/records";
import { IDEA } from "@/features/run/explain/words";
import classes from "./Decision.module.css";

/** What stands in the place of an explanation while no decision is chosen, or there is none to choose. */
export function Invitation({ run, decided }: { run: Run; decided: boolean }) {
  return (
    <>
      <p className={classes.verdict}>
        {decided
          ? "Choose a cell of the decision board to see why its task was trained or dropped in that epoch."
          : "No decision has been made yet. Each will be explained here, with the numbers behind it."}
      </p>
      {IDEA[configOf(run).schedule.kind].map((paragraph) => (
        <p key={paragraph} className={classes.verdict}>
          {paragraph}
        </p>
      ))}
    </>
  );
}
