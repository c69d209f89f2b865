import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { ApiError } from "@/api/client";

/** How long a change can be taken back from its message. */
const UNDO_MS = 10_000;

/** Says that something the reader asked for is done; with `undo` it can be taken back from there. */
export function tellDone(message: string, undo?: () => void): void {
  const icon = <IconCheck size={18} aria-hidden />;
  if (!undo) {
    notifications.show({ message, color: "green", icon });
    return;
  }
  const id = notifications.show({
    message: (
      <Group justify="space-between" gap="sm">
        {message}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
    color: "green",
    icon,
    autoClose: UNDO_MS,
  });
}

/** Says what went wrong with something the reader asked for, field by field where the server names them. */
export function tellFailed(what: string, error: unknown): void {
  notifications.show({
    title: what,
    message: <Reasons error={error} />,
    color: "red",
    icon: <IconAlertTriangle size={18} aria-hidden />,
    autoClose: 10_000,
  });
}

/** The remedy in words: the detail of the problem, then each mistaken field that it does not name already. */
export function Reasons({ error }: { error: unknown }) {
  if (!(error instanceof ApiError)) return <>{error instanceof Error ? error.message : String(error)}</>;
  const { title, detail, errors } = error.problem;
  const others = errors.filter(({ field, message }) => !detail.includes(`${field}: ${message}`));
  return (
    <>
      {detail || title}
      {others.map(({ field, message }) => (
        <div key={`${field} ${message}`}>
          <code>{field}</code>: {message}
        </div>
      ))}
    </>
  );
}
