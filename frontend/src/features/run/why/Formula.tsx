import type { ReactNode } from "react";
import { exact } from "@/charts/records";
import classes from "./Formula.module.css";
import { type Part, plain, print } from "./formula";

type Props = {
  symbol: Part;
  /** What the symbol equals, one line each. */
  steps: readonly Part[][];
  allDigits: boolean;
};

/** A derivation set in type: italic symbols, subscripts, fractions, equals signs in one column. */
export function Formula({ symbol, steps, allDigits }: Props) {
  if (steps.length === 0) return null;
  const spoken = [[symbol], ...steps].map((parts) => plain(parts)).join(" = ");
  return (
    <div className={classes.formula} role="math" aria-label={spoken}>
      <span className={classes.left}>
        <Parts parts={[symbol]} allDigits={allDigits} />
      </span>
      <div className={classes.steps}>
        {steps.map((parts) => (
          <div key={plain(parts)} className={classes.step}>
            <span className={classes.equals}>=</span>
            <span>
              <Parts parts={parts} allDigits={allDigits} />
            </span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** Parts of a formula within a line of text. */
export function Parts({ parts, allDigits }: { parts: readonly Part[]; allDigits: boolean }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a formula have no identity beyond their place
  return parts.map((part, place) => <PartView key={place} part={part} allDigits={allDigits} />);
}

function PartView({ part, allDigits }: { part: Part; allDigits: boolean }): ReactNode {
  switch (part.kind) {
    case "text":
      return part.text;
    case "symbol":
      return (
        <span className={classes.symbol}>
          <var>{part.name}</var>
          {part.prime ? "′" : null}
          {part.sub ? <sub>{part.sub}</sub> : null}
        </span>
      );
    case "number":
      return <span title={exact(part.value)}>{print(part, allDigits)}</span>;
    case "term":
      return (
        <span className={classes.term}>
          <Parts parts={part.parts} allDigits={allDigits} />
        </span>
      );
    case "fraction":
      return (
        <span className={classes.fraction}>
          <span>
            <Parts parts={part.over} allDigits={allDigits} />
          </span>
          <span className={classes.under}>
            <Parts parts={part.under} allDigits={allDigits} />
          </span>
        </span>
      );
  }
}
