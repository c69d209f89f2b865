import { Menu } from "@mantine/core";
import { EXPORT_FORMATS, type ExportFormat } from "@/shared/exports";
import classes from "./FormatLinks.module.css";

type Props = { table: string; url: (format: ExportFormat) => string; disabled?: boolean };

/** One table in a menu of downloads, with a link for each format. */
export function FormatLinks({ table, url, disabled = false }: Props) {
  return (
    <div className={classes.table}>
      <span className={classes.name}>{table}</span>
      {EXPORT_FORMATS.map((format) => (
        <Menu.Item
          key={format}
          className={classes.format ?? ""}
          component="a"
          href={url(format)}
          download
          disabled={disabled}
          aria-label={`${table}.${format}`}
        >
          {format}
        </Menu.Item>
      ))}
    </div>
  );
}
