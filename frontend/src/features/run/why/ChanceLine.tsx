import { exact, show } from "@/charts/records";
import classes from "./ChanceLine.module.css";
import { digitsToTell } from "./verdict";

type Props = { P: number | null; draw: number | null; color: string };

/**
 * Chance against draw between 0 and 1: drawn within the filled part, the task trains. One label stands above the line
 * and one below, each kept between the ends, so that they cannot meet.
 */
export function ChanceLine({ P, draw, color }: Props) {
  const digits = P !== null && draw !== null ? digitsToTell(P, draw) : 3;
  return (
    <div className={classes.figure} style={{ "--task": color }}>
      <div className={classes.labels}>
        {P === null ? null : (
          <span className={classes.label} style={at(P)}>
            <var>P</var> <b title={exact(P)}>{show(P, digits)}</b>
          </span>
        )}
      </div>
      <div className={classes.line}>
        {P === null ? null : <span className={classes.chance} style={{ width: `${100 * P}%` }} />}
        {draw === null ? null : <span className={classes.draw} style={{ left: `${100 * draw}%` }} />}
      </div>
      <div className={classes.labels}>
        {draw === null ? null : (
          <span className={classes.label} style={at(draw)}>
            draw{" "}
            <b data-testid="why-draw" data-value={String(draw)} title={exact(draw)}>
              {show(draw, digits)}
            </b>
          </span>
        )}
      </div>
      <div className={classes.ends}>
        <span>0 always dropped</span>
        <span>1 always trained</span>
      </div>
    </div>
  );
}

/** Centred on its place in the middle, flush with the line at the ends, in between in between. */
function at(fraction: number): { left: string; transform: string } {
  return { left: `${100 * fraction}%`, transform: `translateX(${-100 * fraction}%)` };
}
