import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { runCountsQuery } from "@/api/runs";
import classes from "@/app/RunCounts.module.css";

/** "1 running · 3 queued", always current. On a narrow screen the words give way to the marks of the two states. */
export function RunCounts() {
  // The page of a run hears of that run alone; the counts of the others are asked for.
  const { data } = useQuery({ ...runCountsQuery(), refetchInterval: 10_000 });
  return (
    <div className={classes.counts}>
      <Link to="/runs" search={{ status: "running" }} className={classes.count}>
        <span className={classes.running} aria-hidden="true" />
        {data?.running ?? "–"}
        <span className={classes.word}> running</span>
      </Link>
      <Link to="/runs" search={{ status: "queued" }} className={classes.count}>
        <span className={classes.queued} aria-hidden="true" />
        {data?.queued ?? "–"}
        <span className={classes.word}> queued</span>
      </Link>
    </div>
  );
}
