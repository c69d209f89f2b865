import { Stack } from "@mantine/core";
import type { Epoch, Run } from "@/charts/records";
import { ConfusionPanel } from "./ConfusionPanel";
import { Result } from "./Result";
import { useConfusions } from "./useConfusions";

type Props = { run: Run; newest: Epoch | undefined };

/** What came of the run, task by task, and what was taken for what. */
export function ResultsTab({ run, newest }: Props) {
  const confusions = useConfusions(run, true);
  return (
    <Stack gap="md">
      <Result run={run} newest={newest} confusions={confusions} />
      <ConfusionPanel run={run} confusions={confusions} />
    </Stack>
  );
}
