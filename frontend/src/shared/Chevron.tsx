import { IconChevronRight } from "@tabler/icons-react";
import classes from "./Chevron.module.css";

/** The arrow beside something that unfolds: points down when it is open. */
export function Chevron({ open }: { open: boolean }) {
  return <IconChevronRight size={14} aria-hidden className={classes.chevron} data-open={open || undefined} />;
}
