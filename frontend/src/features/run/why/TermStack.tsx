import type { Schemas } from "@/api/client";
import { METRICS } from "@/charts/palette";
import { exact, show, type TaskEpoch } from "@/charts/records";
import type { ColorScheme } from "@/shared/task-colors";
import classes from "./TermStack.module.css";

type Props = { row: TaskEpoch; lambdas: Schemas["Lambdas"]; scheme: ColorScheme };

/** What P is made of: each metric with its share λ, side by side on the same 0–1 line as the chance above it. */
export function TermStack({ row, lambdas, scheme }: Props) {
  const terms = METRICS.map((metric) => ({
    ...metric,
    lambda: lambdas[metric.share],
    value: row[metric.key],
    color: metric[scheme],
  })).filter(({ lambda }) => lambda > 0);
  return (
    <div className={classes.figure}>
      <div className={classes.bar} aria-hidden="true">
        {terms.map(({ key, lambda, value, color }) => (
          <span
            key={key}
            className={classes.term}
            style={{ width: `${100 * Math.max(0, lambda * (value ?? 0))}%`, background: color }}
          />
        ))}
      </div>
      <ul className={classes.legend}>
        {terms.map(({ key, word, lambda, value, color }) => (
          <li key={key}>
            <span className={classes.swatch} style={{ background: color }} />
            {word}{" "}
            <span className={classes.numbers} title={exact(value)}>
              {Number(lambda.toPrecision(3))} × {show(value)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
