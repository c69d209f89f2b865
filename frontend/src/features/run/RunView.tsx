import { Skeleton, Tabs } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/useLive";
import { configOf } from "@/charts/records";
import { ConfigTab } from "@/features/run/config/ConfigTab";
import { FilesTab } from "@/features/run/files/FilesTab";
import { RunHeader } from "@/features/run/header/RunHeader";
import { RunNotice } from "@/features/run/header/RunNotice";
import { LogsTab } from "@/features/run/logs/LogsTab";
import { learnsAnything } from "@/features/run/method/learned";
import { NotesTab } from "@/features/run/notes/NotesTab";
import classes from "@/features/run/RunView.module.css";
import { TABS, type Tab } from "@/features/run/search";
import { documentTitle } from "@/features/run/title";
import { patiently } from "@/shared/patiently";

// The charts bring Plotly along; the header need not wait for it.
const LiveTab = lazy(() =>
  patiently(() => import("@/features/run/live/LiveTab")).then((module) => ({ default: module.LiveTab })),
);

const ResultsTab = lazy(() =>
  patiently(() => import("@/features/run/results/ResultsTab")).then((module) => ({
    default: module.ResultsTab,
  })),
);

const MethodTab = lazy(() =>
  patiently(() => import("@/features/run/method/MethodTab")).then((module) => ({
    default: module.MethodTab,
  })),
);

const NO_EPOCHS: Schemas["EpochOut"][] = [];
const NO_LINES: Schemas["LogOut"][] = [];

type Props = { run: Schemas["RunOut"] };

/** The page of a run that exists; the open tab and the chosen cell live in the address. */
export function RunView({ run }: Props) {
  const { tab: asked = "live" } = useSearch({ from: "/runs/$runId" });
  const method = learnsAnything(configOf(run));
  const tab = asked === "method" && !method ? "live" : asked;
  const navigate = useNavigate({ from: "/runs/$runId" });
  useDocumentTitle(documentTitle(run));

  const show = (next: Tab) =>
    navigate({ search: (old) => ({ ...old, tab: next === "live" ? undefined : next }), resetScroll: false });

  return (
    <>
      <div className={classes.head}>
        <RunHeader run={run} />
      </div>
      <Tabs
        value={tab}
        onChange={(next) => show(TABS.find((known) => known === next) ?? "live")}
        keepMounted={false}
        classNames={{ list: classes.tabs, panel: classes.panel }}
      >
        <Tabs.List aria-label="Parts of the run">
          <Tabs.Tab value="live">Live</Tabs.Tab>
          <Tabs.Tab value="results">Results</Tabs.Tab>
          {method ? <Tabs.Tab value="method">Method</Tabs.Tab> : null}
          <Tabs.Tab value="logs">Logs</Tabs.Tab>
          <Tabs.Tab value="config">Config</Tabs.Tab>
          <Tabs.Tab value="files">Files</Tabs.Tab>
          <Tabs.Tab value="notes">{run.notes ? "Notes ·" : "Notes"}</Tabs.Tab>
        </Tabs.List>
        <div className={classes.notice}>
          <RunNotice run={run} onShowLogs={tab === "logs" ? undefined : () => show("logs")} />
        </div>
        <Tabs.Panel value="live">
          <Suspense fallback={<Skeleton height={320} />}>
            <Charts run={run} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="results">
          <Suspense fallback={<Skeleton height={320} />}>
            <Results run={run} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="method">
          <Suspense fallback={<Skeleton height={320} />}>
            <Method run={run} />
          </Suspense>
        </Tabs.Panel>
        <Tabs.Panel value="logs">
          <Logs run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="config">
          <ConfigTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <FilesTab run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="notes">
          <NotesTab run={run} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Results({ run }: Props) {
  const newest = useLive((snapshot) => snapshot.epochs.get(run.id)?.at(-1));
  return <ResultsTab run={run} newest={newest} />;
}

function Method({ run }: Props) {
  const { at = null, pair, with: other } = useSearch({ from: "/runs/$runId" });
  const navigate = useNavigate({ from: "/runs/$runId" });
  const epochs = useLive((snapshot) => snapshot.epochs.get(run.id)) ?? NO_EPOCHS;
  return (
    <MethodTab
      run={run}
      epochs={epochs as Schemas["EpochOut"][]}
      look={{ at, pair: pair !== undefined && other !== undefined ? [pair, other] : null }}
      onLook={(look) =>
        navigate({
          search: (old) => ({ ...old, at: look.at ?? undefined, pair: look.pair?.[0], with: look.pair?.[1] }),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}

function Logs({ run }: Props) {
  const lines = useLive((snapshot) => snapshot.logs.get(run.id)) ?? NO_LINES;
  return <LogsTab runId={run.id} status={run.status} lines={lines} />;
}

function Charts({ run }: Props) {
  const { task, epoch } = useSearch({ from: "/runs/$runId" });
  const navigate = useNavigate({ from: "/runs/$runId" });
  const epochs = useLive((snapshot) => snapshot.epochs.get(run.id)) ?? NO_EPOCHS;
  return (
    <LiveTab
      run={run}
      epochs={epochs as Schemas["EpochOut"][]}
      selection={task !== undefined && epoch !== undefined ? { task, epoch } : null}
      onSelect={(cell) =>
        navigate({
          search: (old) => ({ ...old, task: cell?.task, epoch: cell?.epoch }),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
}
