import { Loader } from "@mantine/core";
import { useLive } from "@/api/live/useLive";
import classes from "@/app/ConnectionBanner.module.css";

/** Says that what is on the page may be old. Lies over the page, so nothing jumps when it comes and goes. */
export function ConnectionBanner() {
  const down = useLive((snapshot) => snapshot.connection === "down");
  return (
    <div role="status" className={classes.place}>
      {down ? (
        <div className={classes.banner}>
          <Loader size={14} color="currentColor" aria-hidden />
          Server not reachable — reconnecting…
        </div>
      ) : null}
    </div>
  );
}
