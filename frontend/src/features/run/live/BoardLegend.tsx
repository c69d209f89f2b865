import { type Scale, show } from "@/charts/records";
import classes from "./DecisionBoard.module.css";

/** How to read a cell. Shape carries the bit, so colour is never needed for it. */
export function BoardLegend({ scale }: { scale: Scale }) {
  const constant = scale.high - scale.low < 1e-9;
  return (
    <ul className={classes.legend}>
      <li>
        <span className={classes.sample} data-active="true" /> trained
      </li>
      <li>
        <span className={classes.sample} data-active="false" /> dropped
      </li>
      <li>
        {constant ? (
          <>P = {show(scale.high)} in every epoch</>
        ) : (
          <>
            P {scale.low.toFixed(2)} <span className={classes.ramp} /> {scale.high.toFixed(2)}
          </>
        )}
      </li>
      <li>
        <span className={classes.sample} data-active="true" data-overruled="true" /> overruled by a guard
      </li>
    </ul>
  );
}
