import {
  IconBan,
  IconCheck,
  IconClock,
  IconPlayerPlayFilled,
  IconPlayerStopFilled,
  IconX,
} from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import classes from "@/shared/StatusBadge.module.css";

const ICON = {
  queued: IconClock,
  running: IconPlayerPlayFilled,
  cancelling: IconPlayerStopFilled,
  cancelled: IconBan,
  succeeded: IconCheck,
  failed: IconX,
};

/** Where a run stands: a sign and a word, with colour as a third, dispensable cue. */
export function StatusBadge({ status }: { status: Schemas["Status"] }) {
  const Icon = ICON[status];
  return (
    <span className={classes.badge} data-status={status}>
      <Icon size={13} stroke={2.5} aria-hidden />
      {status}
    </span>
  );
}
