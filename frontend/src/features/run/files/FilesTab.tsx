import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/files/FilesTab.module.css";
import { EXPORT_FORMATS, EXPORT_TABLES, exportUrl } from "@/shared/exports";
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
          : `${run.epochs_done} ${run.epochs_done === 1 ? "epoch" : "epochs"} in full float precision.`
      }
    >
      <ul className={classes.files}>
        {EXPORT_TABLES.map(({ table, row, holds }) => (
          <li key={table} className={classes.file}>
            <div>
              <b>{table}</b> <span className={classes.row}>a row is {row}</span>
              <p className={classes.holds}>{holds}</p>
            </div>
            <Group gap="xs" wrap="nowrap">
              {EXPORT_FORMATS.map((format) => (
                <Button
                  key={format}
                  component="a"
                  href={exportUrl(run.id, table, format)}
                  download
                  size="xs"
                  variant="default"
                  leftSection={<IconDownload size={14} aria-hidden />}
                  aria-label={`Download ${table}.${format}`}
                  {...(empty ? { "data-disabled": true } : {})}
                  aria-disabled={empty}
                  onClick={(event) => empty && event.preventDefault()}
                >
                  {format.toUpperCase()}
                </Button>
              ))}
            </Group>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
