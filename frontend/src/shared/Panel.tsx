import type { ReactNode } from "react";
import { useId } from "react";
import classes from "./Panel.module.css";

type Props = { title: string; hint?: ReactNode; children: ReactNode; actions?: ReactNode };

/** A titled region of a page: one chart, one table, one form section. */
export function Panel({ title, hint, children, actions }: Props) {
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div style={{ display: "flex", justifyContent: "space-between", gap: 8 }}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {actions}
      </div>
      {hint ? <p className={classes.hint}>{hint}</p> : null}
      {children}
    </section>
  );
}
