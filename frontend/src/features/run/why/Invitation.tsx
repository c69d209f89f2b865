import type { Config } from "@/charts/records";
import { IDEA } from "@/features/run/explain/words";
import classes from "./Decision.module.css";

/** What stands in the place of an explanation while no decision is chosen. */
export function Invitation({ schedule }: { schedule: Config["schedule"]["kind"] }) {
  return (
    <>
      <p className={classes.verdict}>
        Choose a cell of the decision board to see why its task was trained or dropped in that epoch.
      </p>
      {IDEA[schedule].map((paragraph) => (
        <p key={paragraph} className={classes.verdict}>
          {paragraph}
        </p>
      ))}
    </>
  );
}
