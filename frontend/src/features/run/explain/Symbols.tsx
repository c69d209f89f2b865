import { Parts } from "@/features/run/why/Formula";
import { plain } from "@/features/run/why/formula";
import classes from "./ExplainView.module.css";
import { SYMBOLS } from "./words";

/** Every symbol of the formulas, defined. */
export function Symbols() {
  return (
    <table className={classes.table}>
      <tbody>
        {SYMBOLS.map(([parts, meaning]) => (
          <tr key={plain(parts)}>
            <th scope="row" className={classes.symbol}>
              <Parts parts={parts} allDigits={false} />
            </th>
            <td>{meaning}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
