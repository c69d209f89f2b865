import { useMemo } from "react";
import { Chart } from "@/charts/Chart";
import type { Source } from "@/charts/figure";
import { metricFigure } from "@/charts/metric";
import type { Run } from "@/charts/records";
import classes from "./ExplainView.module.css";

const CHARTS = [
  { metric: "P_d", title: "Depth, P_d", hint: "d over the largest d: the same in every epoch." },
  { metric: "P_c", title: "Labels, P_c", hint: "c over the largest c: the same in every epoch." },
  { metric: "P_u", title: "Incompleteness, P_u", hint: "How much loss is left beside the average task." },
  { metric: "P_r", title: "Stagnancy, P_r", hint: "How slowly the loss falls beside the average task." },
] as const;

type Props = { run: Run; source: Source; epoch: number };

/** The four metrics over the epochs, one chart each. */
export function MetricCharts({ run, source, epoch }: Props) {
  return (
    <div className={classes.charts}>
      {CHARTS.map((chart) => (
        <MetricChart key={chart.metric} {...chart} run={run} source={source} epoch={epoch} />
      ))}
    </div>
  );
}

function MetricChart({ metric, title, hint, run, source, epoch }: Props & (typeof CHARTS)[number]) {
  const figure = useMemo(() => metricFigure(source, metric, epoch), [source, metric, epoch]);
  return (
    <Chart
      title={title}
      hint={`${hint} Dotted: epoch ${epoch}.`}
      figure={figure}
      label={`${title} of each task over ${source.epochs.length} epochs`}
      fileName={`run-${run.id}-${metric}`}
    />
  );
}
