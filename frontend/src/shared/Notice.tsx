import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "@/shared/Notice.module.css";

type Props = {
  tone: "info" | "warning" | "bad";
  title?: ReactNode;
  children?: ReactNode;
  /** A button that does what the notice asks for. */
  action?: ReactNode;
};

/** Something the reader should know before going on, and what to do about it. */
export function Notice({ tone, title, children, action }: Props) {
  const Icon = tone === "info" ? IconInfoCircle : IconAlertTriangle;
  return (
    <div className={classes.notice} data-tone={tone} role={tone === "bad" ? "alert" : undefined}>
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        {title ? <strong className={classes.title}>{title}</strong> : null}
        {children}
      </div>
      {action}
    </div>
  );
}
