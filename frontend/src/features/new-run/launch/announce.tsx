import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck } from "@tabler/icons-react";
import type { Schemas } from "@/api/client";

type Run = Pick<Schemas["RunOut"], "id" | "name" | "experiment">;

/** A page that shows what was launched. */
export type Goal = { label: string; href: string };

const LISTED = 5;

/** Where to look after a launch, the page to open first: that of the experiment, or those of the runs. */
export function goalsOf(runs: Run[]): Goal[] {
  const experiment = runs.length > 1 ? runs[0]?.experiment : null;
  if (experiment != null) {
    return [{ label: `Experiment ${experiment}`, href: `/experiments/${encodeURIComponent(experiment)}` }];
  }
  const listed = runs
    .slice(0, LISTED)
    .map(({ id, name }) => ({ label: `#${id} ${name}`, href: `/runs/${id}` }));
  return runs.length > LISTED ? [...listed, { label: "All runs", href: "/runs" }] : listed;
}

/** Says how many runs were created and links to them. `open` goes there without loading the page anew. */
export function announce(runs: number, goals: Goal[], open: (href: string) => void): void {
  notifications.show({
    title: runs === 1 ? "1 run queued" : `${runs} runs queued`,
    color: "green",
    icon: <IconCheck size={18} aria-hidden />,
    autoClose: 10_000,
    message: goals.map(({ label, href }) => (
      <div key={href}>
        <Anchor
          size="sm"
          href={href}
          onClick={(event) => {
            if (event.ctrlKey || event.metaKey || event.shiftKey) return;
            event.preventDefault();
            open(href);
          }}
        >
          {label}
        </Anchor>
      </div>
    )),
  });
}
