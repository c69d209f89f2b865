import { Button, Group } from "@mantine/core";
import {
  IconArchive,
  IconArchiveOff,
  IconBan,
  IconChartDots,
  IconFileText,
  IconPlayerPlay,
} from "@tabler/icons-react";
import type { Schemas } from "@/api/client";
import { ComparisonDownloads } from "@/shared/ComparisonDownloads";
import { comparisonUrl } from "@/shared/exports";
import { ButtonLink } from "@/shared/links";
import { useRunMarking } from "@/shared/useRunMarking";
import type { Counts } from "./state";
import { useExperimentActions } from "./useExperimentActions";

type Props = { name: string; runs: readonly Schemas["RunSummary"][]; counts: Counts };

/** What can be done with all runs together; what needs a finished run says so while there is none. */
export function ExperimentButtons({ name, runs, counts }: Props) {
  const { cancelAll, runFailedAgain, busy } = useExperimentActions(name);
  const { archive } = useRunMarking();
  const shown = runs.filter((run) => !run.archived);
  const archived = shown.length === 0;
  const stoppable = counts.queued + counts.running;
  const nothing = counts.succeeded === 0;
  return (
    <Group gap="xs">
      {stoppable > 0 ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconBan size={15} aria-hidden />}
          disabled={busy}
          onClick={() => cancelAll(counts)}
        >
          Cancel all ({stoppable})
        </Button>
      ) : null}
      {counts.failed > 0 ? (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={15} aria-hidden />}
          disabled={busy}
          title="Each goes on after its last checkpoint; one without any begins anew"
          onClick={() => runFailedAgain(counts)}
        >
          Run failed again ({counts.failed})
        </Button>
      ) : null}
      <Button
        size="xs"
        variant="default"
        leftSection={
          archived ? <IconArchiveOff size={15} aria-hidden /> : <IconArchive size={15} aria-hidden />
        }
        title={archived ? "Back into the lists" : "Leave its runs out of the lists; nothing is lost"}
        onClick={() => archive(archived ? runs : shown, !archived, `Experiment ${name}`)}
      >
        {archived ? "Unarchive experiment" : "Archive experiment"}
      </Button>
      <Button
        component="a"
        size="xs"
        variant="default"
        href={comparisonUrl({ experiment: name }, "report.html")}
        target="_blank"
        leftSection={<IconFileText size={15} aria-hidden />}
        {...(nothing ? NOT_YET : {})}
      >
        Report
      </Button>
      <ComparisonDownloads compared={{ experiment: name }} nothing={nothing} />
      <ButtonLink
        to="/compare"
        search={{ experiment: name }}
        size="xs"
        leftSection={<IconChartDots size={15} aria-hidden />}
      >
        Compare
      </ButtonLink>
    </Group>
  );
}

/** A link cannot be disabled; this one leads nowhere and says why. */
const NOT_YET = {
  "data-disabled": true,
  "aria-disabled": true,
  title: "No run has succeeded yet",
  onClick: (event: React.MouseEvent) => event.preventDefault(),
};
