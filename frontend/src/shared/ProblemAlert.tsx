import { Button } from "@mantine/core";
import { ApiError } from "@/api/client";
import { Reasons } from "@/shared/feedback";
import { Notice } from "@/shared/Notice";

type Props = { what: string; error: unknown; onRetry?: () => void };

/** Stands where something could not be loaded: what, why, and a way to try again. */
export function ProblemAlert({ what, error, onRetry }: Props) {
  const title = error instanceof ApiError ? `${what}: ${error.problem.title}` : what;
  const retry = onRetry ? (
    <Button variant="default" size="xs" onClick={onRetry}>
      Try again
    </Button>
  ) : null;
  return (
    <Notice tone="bad" title={title} action={retry}>
      <Reasons error={error} />
    </Notice>
  );
}
