import { Skeleton } from "@mantine/core";
import classes from "./NewRunPage.module.css";

/** The page in outline while its parts are on their way. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading the form">
      <div className={classes.columns}>
        <div>
          <Skeleton height={260} mb={16} />
          <Skeleton height={560} />
        </div>
        <Skeleton height={640} />
      </div>
    </div>
  );
}
