import { NativeSelect } from "@mantine/core";
import { QUANTITIES } from "@/charts/compare/overlay";
import { type Comparison, type Drawn, METRIC_WORDS } from "@/charts/compare/variants";
import { BaselineReason } from "./BaselineReason";
import classes from "./ComparePage.module.css";
import { type CompareSearch, METRICS } from "./search";

type Props = {
  comparison: Comparison;
  variants: readonly Drawn[];
  task: string;
  search: CompareSearch;
  onChange: (change: Partial<CompareSearch>) => void;
};

/** What is compared, with what, and what the curves show. All of it stands in the address. */
export function Controls({ comparison, variants, task, search, onChange }: Props) {
  const baselines = variants.filter(({ variant }) => !variant.single_task);
  return (
    <div className={classes.controls}>
      <NativeSelect
        label="Metric"
        size="xs"
        value={comparison.metric}
        data={METRICS.map((metric) => ({ value: metric, label: METRIC_WORDS[metric] }))}
        onChange={(event) => onChange({ metric: METRICS.find((m) => m === event.currentTarget.value) })}
      />
      <NativeSelect
        label="Baseline"
        size="xs"
        value={String(comparison.baseline)}
        data={baselines.map(({ letter, variant }) => ({
          value: String(variant.id),
          label: `${letter} · ${variant.label}`,
        }))}
        onChange={(event) => onChange({ baseline: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        label="Task of the curves"
        size="xs"
        value={task}
        data={[...comparison.tasks]}
        onChange={(event) => onChange({ task: event.currentTarget.value })}
      />
      <NativeSelect
        label="Curve"
        size="xs"
        value={search.curve ?? "validation_accuracy"}
        data={QUANTITIES.map(({ key, words }) => ({ value: key, label: words }))}
        onChange={(event) =>
          onChange({ curve: QUANTITIES.find(({ key }) => key === event.currentTarget.value)?.key })
        }
      />
      <BaselineReason
        comparison={comparison}
        variants={variants}
        onUsual={() => onChange({ baseline: undefined })}
      />
    </div>
  );
}
