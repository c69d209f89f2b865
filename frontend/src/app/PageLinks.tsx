import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import classes from "@/app/PageLinks.module.css";
import { PAGES, pageOf } from "@/app/pages";
import { MenuItemLink } from "@/shared/links";

/** The links to all pages, side by side; where they have no room, a menu that is called after the open page. */
export function PageLinks() {
  const open = useLocation({ select: ({ pathname }) => pageOf(pathname) });
  return (
    <nav aria-label="Pages" className={classes.nav}>
      <div className={classes.links}>
        {PAGES.map(({ to, label }) => (
          <Link key={to} to={to} className={classes.page} activeProps={{ "data-active": true }}>
            {label}
          </Link>
        ))}
      </div>
      <Menu position="bottom-start" width={200}>
        <Menu.Target>
          <UnstyledButton className={classes.menu} aria-label={`Pages: ${open?.label ?? "choose one"}`}>
            {open?.label ?? "Pages"}
            <IconChevronDown size={14} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          {PAGES.map(({ to, label }) => (
            <MenuItemLink key={to} to={to} className={classes.item} data-open={to === open?.to}>
              {label}
            </MenuItemLink>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
