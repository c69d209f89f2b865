import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";

type Run = Schemas["RunOut"];

/** Says which runs were created, each a link. `open` shows a run without loading the page anew. */
export function announce(runs: Run[], open: (id: number) => void): void {
  notifications.show({
    title: runs.length === 1 ? "1 run queued" : `${runs.length} runs queued`,
    color: "green",
    icon: <IconCheck size={18} aria-hidden />,
    autoClose: 10_000,
    message: (
      <>
        {runs.map((run) => (
          <div key={run.id}>
            <Anchor
              size="sm"
              href={`/runs/${run.id}`}
              onClick={(event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                event.preventDefault();
                open(run.id);
              }}
            >
              #{run.id} {run.name}
            </Anchor>
          </div>
        ))}
      </>
    ),
  });
}
