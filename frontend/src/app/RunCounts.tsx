import { Link } from "@tanstack/react-router";
import { useLive } from "@/api/live/useLive";
import classes from "@/app/RunCounts.module.css";

/** "1 running · 3 queued", always current. On a narrow screen the words give way to the marks of the two states. */
export function RunCounts() {
  const counts = useLive((snapshot) => snapshot.counts);
  return (
    <div className={classes.counts}>
      <Link to="/runs" search={{ status: "running" }} className={classes.count}>
        <span className={classes.running} aria-hidden="true" />
        {counts?.running ?? "–"}
        <span className={classes.word}> running</span>
      </Link>
      <Link to="/runs" search={{ status: "queued" }} className={classes.count}>
        <span className={classes.queued} aria-hidden="true" />
        {counts?.queued ?? "–"}
        <span className={classes.word}> queued</span>
      </Link>
    </div>
  );
}
