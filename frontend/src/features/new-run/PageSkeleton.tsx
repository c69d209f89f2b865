import { Skeleton } from "@mantine/core";
import classes from "./NewRunPage.module.css";

/** The page in outline while its parts are on their way. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading the form">
      <Skeleton height={112} mb={16} />
      <div className={classes.columns}>
        <Skeleton height={640} />
        <Skeleton height={480} />
      </div>
    </div>
  );
}
