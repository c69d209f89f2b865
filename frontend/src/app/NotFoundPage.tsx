import { EmptyState } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconMapQuestion } from "@tabler/icons-react";
import { ButtonLink } from "@/shared/links";

/** An address that leads nowhere. */
export function NotFoundPage() {
  useDocumentTitle("No such page · Switchboard");
  return (
    <EmptyState
      py={64}
      icon={<IconMapQuestion aria-hidden />}
      title="There is no such page"
      description="The address may be mistyped."
    >
      <EmptyState.Actions>
        <ButtonLink to="/runs" variant="default">
          See all runs
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}
