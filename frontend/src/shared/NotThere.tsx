import { EmptyState } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconMapQuestion } from "@tabler/icons-react";
import { ButtonLink } from "@/shared/links";

/** In the place of a page: what the address asks for does not exist, and where to go instead. */
export function NotThere({ title, why }: { title: string; why: string }) {
  useDocumentTitle(`${title} · Switchboard`);
  return (
    <EmptyState py={64} icon={<IconMapQuestion aria-hidden />} title={title} description={why}>
      <EmptyState.Actions>
        <ButtonLink to="/runs" variant="default">
          See all runs
        </ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  );
}
