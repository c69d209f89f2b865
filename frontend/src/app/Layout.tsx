import { Kbd, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { live } from "@/api/live/useLive";
import { ColorSchemeButton } from "@/app/ColorSchemeButton";
import { ConnectionBanner } from "@/app/ConnectionBanner";
import classes from "@/app/Layout.module.css";
import { Logo } from "@/app/Logo";
import { PageLinks } from "@/app/PageLinks";
import { PAGES } from "@/app/pages";
import { RunCounts } from "@/app/RunCounts";
import { useLiveInvalidation } from "@/app/useLiveInvalidation";
import { SEARCH_BOX } from "@/features/runs/search";

/** Whether a dialog or menu has the keyboard; closed ones may stay in the page, unseen. */
function isCovered(): boolean {
  const overlays = document.querySelectorAll("[role=dialog], [role=menu]");
  return [...overlays].some((overlay) => overlay.checkVisibility());
}

/** The title of the browser's tab on the pages of the navigation; a run has one of its own. */
function usePageTitle(): void {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const label = PAGES.find((page) => page.to === path)?.label;
  useEffect(() => {
    if (label) document.title = `${label} · Switchboard`;
  }, [label]);
}

/** The frame of every page: navigation, what is running, the state of the connection, and the shortcuts. */
export function Layout() {
  const navigate = useNavigate();
  useEffect(() => live.start(), []);
  useLiveInvalidation();
  usePageTitle();

  const search = () => {
    const box = document.getElementById(SEARCH_BOX);
    if (box) box.focus();
    else navigate({ to: "/runs", state: { focusSearch: true } });
  };
  const unlessCovered = (act: () => void) => () => {
    if (!isCovered()) act();
  };
  useHotkeys([
    ["/", unlessCovered(search)],
    ["n", unlessCovered(() => navigate({ to: "/new" }))],
  ]);

  return (
    <>
      <a href="#main" className={classes.skip}>
        Skip to content
      </a>
      <header className={classes.header}>
        <Link to="/runs" className={classes.brand} aria-label="Switchboard, all runs">
          <Logo />
          <span className={classes.brandName}>Switchboard</span>
        </Link>
        <PageLinks />
        <UnstyledButton className={classes.search} onClick={search} aria-keyshortcuts="/">
          <Kbd size="xs">/</Kbd> search
        </UnstyledButton>
        <RunCounts />
        <ColorSchemeButton />
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <ConnectionBanner />
    </>
  );
}
