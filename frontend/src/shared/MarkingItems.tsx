import { Menu } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconPin, IconPinnedOff } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { useRunMarking } from "@/shared/useRunMarking";

/** Entries of a run's menu: baseline or not, archived or not. */
export function MarkingItems({ run }: { run: Schemas["RunSummary"] }) {
  const { archive, pin } = useRunMarking();
  const Pin = run.pinned ? IconPinnedOff : IconPin;
  const Archive = run.archived ? IconArchiveOff : IconArchive;
  return (
    <>
      <Menu.Item leftSection={<Pin size={16} aria-hidden />} onClick={() => pin(run, !run.pinned)}>
        {run.pinned ? "Unpin as baseline" : "Pin as baseline"}
      </Menu.Item>
      <Menu.Item
        leftSection={<Archive size={16} aria-hidden />}
        onClick={() => archive([run], !run.archived)}
      >
        {run.archived ? "Unarchive" : "Archive"}
      </Menu.Item>
    </>
  );
}
