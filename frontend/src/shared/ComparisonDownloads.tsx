import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { Compared } from "@/api/compare";
import { comparisonUrl, REPORT_FORMATS, REPORT_WORDS } from "@/shared/exports";
import { FormatLinks } from "@/shared/FormatLinks";

type Props = { compared: Compared; nothing?: boolean };

/** The report of a comparison with all its runs, and its table in every format. `nothing`: no run has succeeded yet. */
export function ComparisonDownloads({ compared, nothing = false }: Props) {
  return (
    <Menu position="bottom-end" width={388}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {nothing ? <Menu.Label>Nothing yet: no run has succeeded</Menu.Label> : null}
        {REPORT_FORMATS.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={comparisonUrl(compared, `report.${format}`)}
            download
            disabled={nothing}
          >
            {REPORT_WORDS[format]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <FormatLinks
          table="comparison"
          url={(format) => comparisonUrl(compared, `export.${format}`)}
          disabled={nothing}
        />
      </Menu.Dropdown>
    </Menu>
  );
}
