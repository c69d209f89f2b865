import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import type { ReactNode } from "react";

/** Draws a part of a page inside everything it relies on; links lead to addresses that draw nothing. */
export async function renderInApp(ui: ReactNode): Promise<{ path: () => string }> {
  const root = createRootRoute({ component: Outlet });
  const start = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: () => <div data-testid="ui">{ui}</div>,
  });
  const elsewhere = createRoute({ getParentRoute: () => root, path: "/$", component: () => null });
  const history = createMemoryHistory({ initialEntries: ["/"] });
  const router = createRouter({ routeTree: root.addChildren([start, elsewhere]), history });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queries}>
        <ModalsProvider>
          <Notifications />
          {/* biome-ignore lint/suspicious/noExplicitAny: the compiler knows the application's own router only */}
          <RouterProvider router={router as any} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByTestId("ui");
  return { path: () => history.location.href };
}
