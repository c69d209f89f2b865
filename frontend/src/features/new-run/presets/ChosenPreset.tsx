import { memo } from "react";
import { TextButton } from "../fields/TextButton";
import { focusField } from "../form/errors";
import type { Mistaken } from "../launch/LaunchBar";
import type { Preset } from "../types";
import classes from "./ChosenPreset.module.css";
import { publishedTable } from "./published";

type Props = {
  preset: Preset;
  /** The settings that differ from it. */
  changed: Mistaken[];
  /** Whether the form stands on the preset itself, and not on a run that was made from it. */
  restorable: boolean;
  onRestore: () => void;
};

/** As many changed settings are named. */
const NAMED = 6;

/** The preset that the form stands on: what its source reports, and in what the form differs from it. */
export const ChosenPreset = memo(function ChosenPreset({ preset, changed, restorable, onRestore }: Props) {
  return (
    <section className={classes.preset} aria-label="Preset">
      <div className={classes.head}>
        <strong>{preset.title}</strong>
        {changed.length > 0 ? <span className={classes.modified}>modified</span> : null}
      </div>
      {preset.published.length > 0 ? <Published figures={preset.published} /> : null}
      {preset.published_note ? <p className={classes.text}>{preset.published_note}</p> : null}
      <p className={classes.text}>
        {preset.source}
        {preset.changed ? `. We changed: ${preset.changed}` : ""}
      </p>
      {changed.length > 0 ? (
        <p className={classes.text}>
          Not as the preset:{" "}
          {changed.slice(0, NAMED).map(({ name, title }, index) => (
            <span key={name}>
              {index > 0 ? ", " : ""}
              <TextButton onClick={() => focusField(name)}>{title}</TextButton>
            </span>
          ))}
          {changed.length > NAMED ? ` and ${changed.length - NAMED} more` : ""}
          {restorable ? (
            <>
              {" · "}
              <TextButton onClick={onRestore}>Restore the preset</TextButton>
            </>
          ) : null}
        </p>
      ) : null}
    </section>
  );
});

function Published({ figures }: { figures: Preset["published"] }) {
  const { metrics, rows } = publishedTable(figures);
  if (metrics.length === 1) {
    return (
      <dl className={classes.figures}>
        <div className={classes.metric}>
          <dt>published {metrics[0]}</dt>
        </div>
        {rows.map(({ task, cells }) => (
          <div key={task}>
            <dt>{task}</dt>
            <dd>{cells[0]}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">published</th>
            {metrics.map((metric) => (
              <th key={metric} scope="col">
                {metric}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ task, cells }) => (
            <tr key={task}>
              <th scope="row">{task}</th>
              {cells.map((text, index) => (
                <td key={metrics[index]}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
