import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
} from "@tanstack/react-router";
import { experimentQuery } from "@/api/experiments";
import { runQuery } from "@/api/runs";
import { Layout } from "@/app/Layout";
import { NotFoundPage } from "@/app/NotFoundPage";
import { PageError } from "@/app/PageError";
import { queryClient } from "@/app/query-client";
import { compareSearch } from "@/features/compare/search";
import { dataSearch } from "@/features/data/search";
import { experimentSearch, experimentsSearch } from "@/features/experiments/search";
import { newRunSearch } from "@/features/new-run/search";
import { explainSearch } from "@/features/run/explain/search";
import { runSearch } from "@/features/run/search";
import { runsSearch } from "@/features/runs/search";
import { whenReachable } from "@/shared/patiently";

const root = createRootRoute({
  component: Layout,
  notFoundComponent: NotFoundPage,
  errorComponent: PageError,
});

const index = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/runs", replace: true });
  },
});

const runs = createRoute({
  getParentRoute: () => root,
  path: "/runs",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => whenReachable(() => import("@/features/runs/RunsPage")), "RunsPage"),
});

const runNumber = {
  parse: ({ runId }: { runId: string }) => ({ runId: Number(runId) }),
  stringify: ({ runId }: { runId: number }) => ({ runId: String(runId) }),
};

const run = createRoute({
  getParentRoute: () => root,
  path: "/runs/$runId",
  params: runNumber,
  validateSearch: runSearch,
  // Not awaited: the answer travels while the page's code does.
  loader: ({ params }) => void queryClient.prefetchQuery(runQuery(params.runId)),
  component: lazyRouteComponent(() => whenReachable(() => import("@/features/run/RunPage")), "RunPage"),
});

const explain = createRoute({
  getParentRoute: () => root,
  path: "/runs/$runId/explain",
  params: runNumber,
  validateSearch: explainSearch,
  loader: ({ params }) => void queryClient.prefetchQuery(runQuery(params.runId)),
  component: lazyRouteComponent(
    () => whenReachable(() => import("@/features/run/explain/ExplainPage")),
    "ExplainPage",
  ),
});

const experiments = createRoute({
  getParentRoute: () => root,
  path: "/experiments",
  validateSearch: experimentsSearch,
  component: lazyRouteComponent(
    () => whenReachable(() => import("@/features/experiments/ExperimentsPage")),
    "ExperimentsPage",
  ),
});

const experiment = createRoute({
  getParentRoute: () => root,
  path: "/experiments/$name",
  validateSearch: experimentSearch,
  loader: ({ params }) => void queryClient.prefetchQuery(experimentQuery(params.name)),
  component: lazyRouteComponent(
    () => whenReachable(() => import("@/features/experiments/ExperimentPage")),
    "ExperimentPage",
  ),
});

const compare = createRoute({
  getParentRoute: () => root,
  path: "/compare",
  validateSearch: compareSearch,
  component: lazyRouteComponent(
    () => whenReachable(() => import("@/features/compare/ComparePage")),
    "ComparePage",
  ),
});

const newRun = createRoute({
  getParentRoute: () => root,
  path: "/new",
  validateSearch: newRunSearch,
  component: lazyRouteComponent(
    () => whenReachable(() => import("@/features/new-run/NewRunPage")),
    "NewRunPage",
  ),
});

const workers = createRoute({
  getParentRoute: () => root,
  path: "/workers",
  component: lazyRouteComponent(
    () => whenReachable(() => import("@/features/workers/WorkersPage")),
    "WorkersPage",
  ),
});

const data = createRoute({
  getParentRoute: () => root,
  path: "/data",
  validateSearch: dataSearch,
  component: lazyRouteComponent(() => whenReachable(() => import("@/features/data/DataPage")), "DataPage"),
});

const dataset = createRoute({
  getParentRoute: () => root,
  path: "/data/$dataset",
  validateSearch: dataSearch,
  component: lazyRouteComponent(() => whenReachable(() => import("@/features/data/DataPage")), "DataPage"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    runs,
    run,
    explain,
    experiments,
    experiment,
    compare,
    newRun,
    workers,
    data,
    dataset,
  ]),
  // Addresses stay readable: `?q=42`, not JSON. The validators above give each value its type.
  parseSearch: parseSearchWith((value) => value),
  stringifySearch: stringifySearchWith(String),
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: PageError,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface HistoryState {
    /** Set by the shortcut `/`: put the cursor into the search box of the list of runs. */
    focusSearch?: boolean;
  }
}
