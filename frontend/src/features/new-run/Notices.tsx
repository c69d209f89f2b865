import type { FieldError } from "@/api/client";
import { Notice } from "@/shared/Notice";
import classes from "./NewRunPage.module.css";
import type { Dataset } from "./types";

type Props = { missing: string | null; unplaced: FieldError[]; datasets: Dataset[] };

/** What concerns the whole form: a wrong address, mistakes that no field shows, nothing to learn from. */
export function Notices({ missing, unplaced, datasets }: Props) {
  const usable = datasets.some((dataset) => dataset.unavailable === null);
  return (
    <div className={classes.notices}>
      {missing ? <Notice tone="warning" title={missing} /> : null}
      {usable ? null : (
        <Notice tone="warning" title="No data set is available on this server">
          {datasets.map((dataset) => (
            <div key={dataset.name}>
              {dataset.title}: {dataset.unavailable}
            </div>
          ))}
        </Notice>
      )}
      {unplaced.length > 0 ? (
        <Notice tone="bad" title="The server refuses these settings">
          {unplaced.map(({ field, message }) => (
            <div key={`${field} ${message}`}>
              <code>{field}</code>: {message}
            </div>
          ))}
        </Notice>
      ) : null}
    </div>
  );
}
