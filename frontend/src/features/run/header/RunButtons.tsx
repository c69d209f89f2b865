import { ActionIcon, Button, Group, Menu, Tooltip } from "@mantine/core";
import { IconChevronDown, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { Fragment } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/header/RunButtons.module.css";
import { EXPORT_FORMATS, EXPORT_TABLES, exportUrl } from "@/shared/exports";
import { ButtonLink } from "@/shared/links";
import { canCancel, isActive } from "@/shared/status";
import { useRunActions } from "@/shared/useRunActions";

/** What can be done to the run; what cannot be done now is absent or says why. */
export function RunButtons({ run }: { run: Schemas["RunOut"] }) {
  const { cancel, resume, remove } = useRunActions();
  const navigate = useNavigate();
  const active = isActive(run.status);
  return (
    <Group gap={6} className={classes.buttons}>
      {canCancel(run.status) ? (
        <Button size="xs" variant="default" onClick={() => cancel([run])}>
          Cancel
        </Button>
      ) : null}
      {run.can_resume ? (
        <Button size="xs" onClick={() => resume([run])}>
          Resume
        </Button>
      ) : null}
      <ButtonLink size="xs" variant="default" to="/new" search={{ from: run.id }}>
        Clone
      </ButtonLink>
      {run.twins.map((twin) => (
        <ButtonLink key={twin} size="xs" variant="default" to="/runs/$runId" params={{ runId: twin }}>
          Open twin #{twin}
        </ButtonLink>
      ))}
      <DownloadMenu run={run} />
      <Tooltip label={active ? "Cancel it first: it is training" : "Delete run"}>
        <ActionIcon
          size={30}
          variant="default"
          aria-label="Delete run"
          {...(active ? { "data-disabled": true } : {})}
          aria-disabled={active}
          onClick={() => !active && remove([run], () => navigate({ to: "/runs" }))}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

function DownloadMenu({ run }: { run: Schemas["RunOut"] }) {
  const empty = run.epochs_done === 0;
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Download
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {empty ? <Menu.Label>Nothing yet: no epoch is finished</Menu.Label> : null}
        {EXPORT_TABLES.map(({ table }) => (
          <Fragment key={table}>
            {EXPORT_FORMATS.map((format) => (
              <Menu.Item
                key={format}
                component="a"
                href={exportUrl(run.id, table, format)}
                download
                disabled={empty}
              >
                {table}.{format}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
