import { METRICS } from "@/charts/palette";
import { type Run, show } from "@/charts/records";
import { Parts } from "@/features/run/why/Formula";
import { given, symbol, text } from "@/features/run/why/formula";
import type { Dst } from "@/features/run/why/setting";
import { count } from "@/shared/format";
import classes from "./ExplainView.module.css";
import { ALL_DROPPED, READINGS } from "./words";

/** What stays the same over the run: shares, smoothing, the reading, and the two static metrics of each task. */
export function Settings({ run, schedule }: { run: Run; schedule: Dst }) {
  const shares = METRICS.flatMap(({ letter, share }) => [
    symbol("λ", letter),
    text(" = "),
    given(schedule.lambdas[share]),
    text(",  "),
  ]);
  return (
    <>
      <p className={`${classes.text} ${classes.symbol}`} style={{ whiteSpace: "normal" }}>
        <Parts parts={[...shares, symbol("β"), text(" = "), given(schedule.beta)]} allDigits={false} />
      </p>
      <p className={classes.text}>
        <b>Reading “{schedule.reading}”.</b> {READINGS[schedule.reading]}
      </p>
      {"all_dropped" in schedule ? <p className={classes.text}>{ALL_DROPPED[schedule.all_dropped]}</p> : null}
      {run.plan ? (
        <div className={classes.scroller}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Task</th>
                {[symbol("d"), symbol("c"), symbol("P", "d"), symbol("P", "c")].map((part) => (
                  <th key={part.kind === "symbol" ? part.name + part.sub : ""} scope="col" data-number>
                    <Parts parts={[part]} allDigits={false} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {run.plan.tasks.map(({ task, depth, samples, P_d, P_c }) => (
                <tr key={task}>
                  <th scope="row">{task}</th>
                  <td data-number>{depth}</td>
                  <td data-number>{count(samples)}</td>
                  <td data-number>{show(P_d)}</td>
                  <td data-number>{show(P_c)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </>
  );
}
