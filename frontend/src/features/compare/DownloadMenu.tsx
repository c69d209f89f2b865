import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Compared } from "@/api/compare";
import { comparisonUrl, REPORT_FORMATS, REPORT_WORDS } from "@/shared/exports";
import { FormatLinks } from "@/shared/FormatLinks";

/** The report of the comparison with all its runs, and its table in every format. */
export function DownloadMenu({ compared }: { compared: Compared }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {REPORT_FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={comparisonUrl(compared, `report.${format}`)} download>
            {REPORT_WORDS[format]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <FormatLinks table="comparison" url={(format) => comparisonUrl(compared, `export.${format}`)} />
      </Menu.Dropdown>
    </Menu>
  );
}
