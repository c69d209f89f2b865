import { ActionIcon, Button, Group, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Schemas } from "@/api/client";
import { DownloadMenu } from "@/features/run/header/DownloadMenu";
import classes from "@/features/run/header/RunButtons.module.css";
import { ButtonLink } from "@/shared/links";
import { MarkingItems } from "@/shared/MarkingItems";
import { canCancel, isActive, resumeWord } from "@/shared/status";
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
          {resumeWord(run)}
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
      <ButtonLink size="xs" variant="default" to="/runs/$runId/explain" params={{ runId: run.id }}>
        Explain
      </ButtonLink>
      <DownloadMenu run={run} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon size={30} variant="default" aria-label="More actions">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <MarkingItems run={run} />
        </Menu.Dropdown>
      </Menu>
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
