import { memo } from "react";
import type { Schemas } from "@/api/client";
import classes from "@/features/run/logs/LogLines.module.css";

type Line = Schemas["LogOut"];

/** Lines under each other; those out of sight cost the browser nothing. */
export function LogLines({ lines }: { lines: readonly Line[] }) {
  return lines.map((line) => <LogRow key={line.number} line={line} />);
}

const LogRow = memo(function LogRow({ line }: { line: Line }) {
  return (
    <div className={classes.line} data-stream={line.stream}>
      <span className={classes.time}>
        {new Date(line.at).toLocaleTimeString(undefined, { hour12: false })}
      </span>
      <span className={classes.stream}>{MARK[line.stream]}</span>
      <span className={classes.text}>{line.line}</span>
    </div>
  );
});

const MARK = { stdout: "out", stderr: "err", supervisor: "sup" };
