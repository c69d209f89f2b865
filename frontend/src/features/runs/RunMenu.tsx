import { ActionIcon, Menu } from "@mantine/core";
import {
  IconBan,
  IconCopy,
  IconDotsVertical,
  IconDownload,
  IconExternalLink,
  IconFiles,
  IconPlayerPlay,
  IconTrash,
} from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { exportUrl } from "@/shared/exports";
import { MenuItemLink } from "@/shared/links";
import { MarkingItems } from "@/shared/MarkingItems";
import { canCancel, canResume, isActive, resumeWord } from "@/shared/status";
import { nameOf, useRunActions } from "@/shared/useRunActions";

const QUICK = ["epochs", "decisions", "summary"] as const;

/** What can be done to one run of the list. */
export function RunMenu({ run }: { run: Schemas["RunSummary"] }) {
  const { cancel, resume, remove } = useRunActions();
  const nothingYet = run.epochs_done === 0;
  const params = { runId: run.id };
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${nameOf([run])}`}>
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <MenuItemLink
          to="/runs/$runId"
          params={params}
          leftSection={<IconExternalLink size={16} aria-hidden />}
        >
          Open
        </MenuItemLink>
        <MenuItemLink to="/new" search={{ from: run.id }} leftSection={<IconCopy size={16} aria-hidden />}>
          Clone
        </MenuItemLink>
        {canCancel(run.status) ? (
          <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => cancel([run])}>
            Cancel
          </Menu.Item>
        ) : null}
        {canResume(run.status) ? (
          <Menu.Item leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => resume([run])}>
            {resumeWord(run)}
          </Menu.Item>
        ) : null}
        <MarkingItems run={run} />
        <Menu.Divider />
        <Menu.Label>{nothingYet ? "Downloads: no epoch yet" : "Download"}</Menu.Label>
        {QUICK.map((table) => (
          <Menu.Item
            key={table}
            component="a"
            href={exportUrl(run.id, table, "csv")}
            download
            disabled={nothingYet}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            {table}.csv
          </Menu.Item>
        ))}
        <MenuItemLink
          to="/runs/$runId"
          params={params}
          search={{ tab: "files" }}
          leftSection={<IconFiles size={16} aria-hidden />}
        >
          All files
        </MenuItemLink>
        <Menu.Divider />
        <Menu.Item
          color="red"
          disabled={isActive(run.status)}
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => remove([run])}
        >
          {isActive(run.status) ? "Delete (cancel it first)" : "Delete"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
