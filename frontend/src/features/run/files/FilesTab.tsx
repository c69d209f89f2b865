import { Button, Group } from "@mantine/core";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/files/FilesTab.module.css";
import { EXPORT_FORMATS, EXPORT_TABLES, exportUrl, REPORT_FORMATS, reportUrl } from "@/shared/exports";
import { Panel } from "@/shared/Panel";

/** Every table of the run as a file, with what a row of it is. */
export function FilesTab({ run }: { run: Schemas["RunOut"] }) {
  const empty = run.epochs_done === 0;
  return (
    <Panel
      title="Files"
      hint={
        empty
          ? "There is nothing to download before the first epoch is finished."
          : `${run.epochs_done} ${run.epochs_done === 1 ? "epoch" : "epochs"}. Of the tables, csv, json, parquet and xlsx hold every digit; tex and md are for reading.`
      }
    >
      <ul className={classes.files}>
        <li className={classes.file}>
          <div>
            <b>report</b> <span className={classes.row}>of the whole run</span>
            <p className={classes.holds}>
              Tables, charts, configuration, environment and how to repeat it: one HTML file that opens
              without a network, or an archive that also holds every table with all digits.
            </p>
          </div>
          <Group gap="xs" wrap="nowrap">
            {REPORT_FORMATS.map((format) => (
              <DownloadButton
                key={format}
                file={`report.${format}`}
                href={reportUrl(run.id, format)}
                empty={empty}
              />
            ))}
          </Group>
        </li>
        {EXPORT_TABLES.map(({ table, row, holds }) => (
          <li key={table} className={classes.file}>
            <div>
              <b>{table}</b> <span className={classes.row}>a row is {row}</span>
              <p className={classes.holds}>{holds}</p>
            </div>
            <Group gap={4}>
              {EXPORT_FORMATS.map((format) => (
                <DownloadButton
                  key={format}
                  file={`${table}.${format}`}
                  href={exportUrl(run.id, table, format)}
                  empty={empty}
                />
              ))}
            </Group>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A link to a file, named by its ending. */
function DownloadButton({ file, href, empty }: { file: string; href: string; empty: boolean }) {
  return (
    <Button
      component="a"
      href={href}
      download
      size="compact-sm"
      variant="default"
      aria-label={`Download ${file}`}
      {...(empty ? { "data-disabled": true } : {})}
      aria-disabled={empty}
      onClick={(event) => empty && event.preventDefault()}
    >
      {file.split(".").at(-1)}
    </Button>
  );
}
