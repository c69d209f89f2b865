import type { ReactNode } from "react";
import classes from "@/shared/Page.module.css";

type Props = { title: ReactNode; hint?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page with its heading; keeps the same margins everywhere. */
export function Page({ title, hint, actions, children }: Props) {
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <div>
          <h1 className={classes.title}>{title}</h1>
          {hint ? <p className={classes.hint}>{hint}</p> : null}
        </div>
        {actions}
      </div>
      {children}
    </div>
  );
}
