import type { Comparison, Drawn } from "@/charts/compare/variants";
import table from "@/shared/FigureTable.module.css";
import { Panel } from "@/shared/Panel";
import { settingText } from "@/shared/settings";
import { useSettingTitle } from "@/shared/useSettingTitle";
import { Letter } from "./Told";
import classes from "./tables.module.css";

/** The settings in which the variants differ, one row a setting. */
export function ConfigTable({
  comparison,
  variants,
}: {
  comparison: Comparison;
  variants: readonly Drawn[];
}) {
  const title = useSettingTitle();
  return (
    <Panel title="Settings that differ" hint="All others are the same in every compared run, seeds aside.">
      {comparison.fields.length === 0 ? (
        <p className={table.aside}>None: all runs have the same configuration but for the seeds.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className={table.scroller} tabIndex={0} aria-label="Settings by variant">
          <table className={`${table.table} ${classes.figures}`}>
            <thead>
              <tr>
                <th scope="col" data-column="name">
                  Setting
                </th>
                {variants.map((drawn) => (
                  <th key={drawn.variant.id} scope="col">
                    <Letter drawn={drawn} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {comparison.fields.map((field) => (
                <tr key={field}>
                  <td data-column="name" title={field}>
                    {title(field)}
                  </td>
                  {variants.map(({ variant }) => (
                    <td key={variant.id}>
                      <span className={variant.settings[field] === undefined ? table.aside : undefined}>
                        {settingText(field, variant.settings[field])}
                      </span>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}
