import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { EXPORT_TABLES, exportUrl, REPORT_FORMATS, REPORT_WORDS, reportUrl } from "@/shared/exports";
import { FormatLinks } from "@/shared/FormatLinks";

/** The report, and every table in every format. */
export function DownloadMenu({ run }: { run: Schemas["RunOut"] }) {
  const empty = run.epochs_done === 0;
  return (
    <Menu position="bottom-end" width={388}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {empty ? <Menu.Label>Nothing yet: no epoch is finished</Menu.Label> : null}
        {REPORT_FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={reportUrl(run.id, format)} download disabled={empty}>
            {REPORT_WORDS[format]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {EXPORT_TABLES.map(({ table }) => (
          <FormatLinks
            key={table}
            table={table}
            url={(format) => exportUrl(run.id, table, format)}
            disabled={empty}
          />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
