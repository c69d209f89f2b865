import { useInterval } from "@mantine/hooks";
import { useState } from "react";

/** The current time, drawn anew every `milliseconds`; for "3 s ago" beside live figures. */
export function useNow(milliseconds: number): number {
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), milliseconds, { autoInvoke: true });
  return now;
}
