import { lazy, type ReactNode, Suspense } from "react";
import type { Figure } from "@/charts/figure";
import { Panel } from "@/shared/Panel";
import { patiently } from "@/shared/patiently";

// Plotly is larger than all the rest; the board and the table need not wait for it.
const Plot = lazy(async () => ({ default: (await patiently(() => import("@/charts/Plot"))).Plot }));

type Props = {
  title: string;
  hint: ReactNode;
  figure: Figure;
  label: string;
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
