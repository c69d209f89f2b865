import { type Conflict, meaning, type Pair } from "@/charts/cosines";
import { lettered } from "@/charts/lettered";
import { show } from "@/charts/records";
import type { ColorScheme } from "@/shared/task-colors";
import classes from "./Conflicts.module.css";

type Props = {
  conflicts: readonly Conflict[];
  tasks: readonly string[];
  scheme: ColorScheme;
  chosen: Pair | null;
  onChoose: (pair: Pair) => void;
};

/** The pairs that conflict most over the whole run; each leads to its own line. */
export function PairTable({ conflicts, tasks, scheme, chosen, onChoose }: Props) {
  if (conflicts.length === 0) return null;
  return (
    <div className={classes.pairs}>
      <h3>Lowest mean cosines</h3>
      <table aria-label="Pairs with the lowest mean cosines">
        <thead>
          <tr>
            <th scope="col">Pair</th>
            <th scope="col">Mean cosine</th>
            <th scope="col">Epochs below 0</th>
          </tr>
        </thead>
        <tbody>
          {conflicts.map(({ pair, mean, against, known }, place) => {
            const { letter, color } = lettered(place, scheme);
            const current = chosen !== null && chosen[0] === pair[0] && chosen[1] === pair[1];
            return (
              <tr key={pair.join()} aria-current={current || undefined}>
                <td>
                  <button type="button" className={classes.pair} onClick={() => onChoose(pair)}>
                    <span style={{ color }}>●</span> {letter} {tasks[pair[0]]} · {tasks[pair[1]]}
                  </button>
                </td>
                <td title={meaning(mean)}>{show(mean)}</td>
                <td>
                  {against} of {known}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.words}>{verdict(conflicts)}</p>
    </div>
  );
}

function verdict(conflicts: readonly Conflict[]): string {
  return conflicts.some(({ mean }) => mean < 0)
    ? "A negative mean: on average a step for one task set the other back."
    : "No pair conflicted on average.";
}
