import { Button, EmptyState } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import type { ErrorComponentProps } from "@tanstack/react-router";

/** A page that could not be loaded or broke while drawing; the rest of the frame stays usable. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return (
    <EmptyState
      py={64}
      icon={<IconPlugConnectedX aria-hidden />}
      title="This page could not be shown"
      description={error instanceof Error ? error.message : String(error)}
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={reset}>
          Try again
        </Button>
        <Button variant="default" onClick={() => window.location.reload()}>
          Reload
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}
