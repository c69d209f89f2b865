import { lazy, type ReactNode, Suspense } from "react";
import { Panel } from "@/shared/Panel";
import { patiently } from "@/shared/patiently";
import type { Figure } from "./figure";

// Plotly is larger than all the rest; tables need not wait for it.
const Plot = lazy(async () => ({ default: (await patiently(() => import("./Plot"))).Plot }));

type Props = {
  title: string;
  hint: ReactNode;
  figure: Figure;
  /** What the figure shows, for people who do not see it. */
  label: string;
  /** Of the downloaded picture, without its ending. */
  fileName: string;
  actions?: ReactNode;
};

/** A titled chart whose space is reserved before it is there. */
export function Chart({ title, hint, figure, label, fileName, actions }: Props) {
  return (
    <Panel title={title} hint={hint} actions={actions}>
      <Suspense fallback={<div style={{ height: figure.height }} />}>
        <Plot figure={figure} label={label} fileName={fileName} />
      </Suspense>
    </Panel>
  );
}
