import { Anchor, Button, CopyButton, EmptyState, Group, SegmentedControl, Switch } from "@mantine/core";
import { IconTerminal } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Schemas } from "@/api/client";
import { LogLines } from "@/features/run/logs/LogLines";
import classes from "@/features/run/logs/LogsTab.module.css";
import { count } from "@/shared/format";
import { isActive } from "@/shared/status";

type Line = Schemas["LogOut"];
type Stream = Line["stream"] | "all";

const STREAMS = [
  { value: "all", label: "All" },
  { value: "stdout", label: "stdout" },
  { value: "stderr", label: "stderr" },
  { value: "supervisor", label: "supervisor" },
] as const satisfies { value: Stream; label: string }[];

type Props = { runId: number; status: Schemas["Status"]; lines: readonly Line[] };

/** What the trainer and its supervisor wrote, as it comes. */
export function LogsTab({ runId, status, lines }: Props) {
  const [stream, setStream] = useState<Stream>("all");
  const [follow, setFollow] = useState(true);
  const shown = useMemo(
    () => (stream === "all" ? lines : lines.filter((line) => line.stream === stream)),
    [lines, stream],
  );
  const box = useRef<HTMLDivElement>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what moves the view to the end
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, shown]);

  if (lines.length === 0) return <NoLines status={status} />;
  return (
    <>
      <Group mb="xs" gap="sm">
        <SegmentedControl
          size="xs"
          aria-label="Stream"
          data={[...STREAMS]}
          value={stream}
          onChange={setStream}
        />
        <Switch
          label="Follow"
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
        />
        <span className={classes.count}>
          {count(shown.length)} {shown.length === 1 ? "line" : "lines"}
        </span>
        <CopyButton value={shown.map((line) => line.line).join("\n")}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" ml="auto" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Earlier runId={runId} first={lines[0]} />
      <div
        ref={box}
        role="log"
        aria-label="Log lines"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        className={classes.box}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) =>
          setFollow(scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        <LogLines lines={shown} />
      </div>
    </>
  );
}

function NoLines({ status }: { status: Schemas["Status"] }) {
  const coming = status === "queued" || isActive(status);
  return (
    <EmptyState
      py={48}
      icon={<IconTerminal aria-hidden />}
      title={coming ? "No line yet" : "Nothing was written"}
      description={coming ? "Lines appear here as the trainer writes them." : undefined}
    />
  );
}

/** The page keeps the newest lines only; says where the others are. */
function Earlier({ runId, first }: { runId: number; first: Line | undefined }) {
  if (!first || first.number === 1) return null;
  return (
    <p className={classes.earlier}>
      Lines 1 to {count(first.number - 1)} are not shown;{" "}
      <Anchor href={`/api/runs/${runId}/logs?after=0`} target="_blank" inherit>
        read them from the API
      </Anchor>
      .
    </p>
  );
}
