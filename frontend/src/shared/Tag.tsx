import classes from "@/shared/Tag.module.css";

/** A word that the reader gave a run. */
export function Tag({ children }: { children: string }) {
  return <span className={classes.tag}>{children}</span>;
}
