import { float } from "@/charts/records";
import { type ColorScheme, taskColor } from "@/shared/task-colors";
import { Calculation } from "./Calculation";
import { ChanceLine } from "./ChanceLine";
import classes from "./Decision.module.css";
import { overrulings } from "./guards";
import type { Setting } from "./setting";
import { linesOf } from "./substitution";
import { TermStack } from "./TermStack";
import { verdict } from "./verdict";

type Props = { setting: Setting; scheme: ColorScheme; allDigits: boolean };

/** One decision from top to bottom: verdict, chance against draw, the stack, the calculation. */
export function Decision({ setting, scheme, allDigits }: Props) {
  const { row, schedule, index } = setting;
  const stacked = "lambdas" in schedule && row.P_u !== null;
  return (
    <>
      <p className={classes.verdict}>{verdict(setting)}</p>
      {overrulings(row).map((words) => (
        <p key={words} className={classes.overruled}>
          {words}
        </p>
      ))}
      <ChanceLine P={float(row, "P")} draw={row.draw} color={taskColor(index, scheme)} />
      {stacked ? <TermStack row={row} lambdas={schedule.lambdas} scheme={scheme} /> : null}
      <Calculation lines={linesOf(setting)} allDigits={allDigits} />
    </>
  );
}
