import { exact, show } from "@/charts/records";
import classes from "./Calculation.module.css";
import { Formula, Parts } from "./Formula";
import type { Line } from "./substitution";

/** A derivation from the measured loss down to P: label and value, the formula with its numbers, what it means. */
export function Calculation({ lines, allDigits }: { lines: readonly Line[]; allDigits: boolean }) {
  return (
    <dl className={classes.lines}>
      {lines.map((line) => (
        <div key={line.quantity} className={classes.line} data-quantity={line.quantity}>
          <dt className={classes.head}>
            <span>
              {line.label}
              {line.share === 0 ? <span className={classes.unused}>λ = 0, not part of P</span> : null}
            </span>
            <span className={classes.value}>
              <Parts parts={[line.symbol]} allDigits={false} />
              <b
                data-testid={`why-${line.quantity}`}
                data-value={String(line.value)}
                title={exact(line.value)}
              >
                {allDigits ? exact(line.value) : show(line.value)}
              </b>
            </span>
          </dt>
          <dd className={classes.body}>
            <Formula symbol={line.symbol} steps={line.steps} allDigits={allDigits} />
            <p className={classes.meaning}>{line.meaning}</p>
          </dd>
        </div>
      ))}
    </dl>
  );
}
