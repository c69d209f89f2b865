import { Skeleton, useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useRouterState, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { comparisonQuery } from "@/api/compare";
import { type Comparison, drawnVariants } from "@/charts/compare/variants";
import { ComparisonDownloads } from "@/shared/ComparisonDownloads";
import { Page } from "@/shared/Page";
import { Charts } from "./Charts";
import classes from "./ComparePage.module.css";
import { ConfigTable } from "./ConfigTable";
import { Controls } from "./Controls";
import { GainsTable } from "./GainsTable";
import { NothingChosen, NothingFinished } from "./Nothing";
import { Misread, Notices } from "./Notices";
import { type CompareSearch, compareSearch, misread } from "./search";
import { Trouble } from "./Trouble";
import { VariantsTable } from "./VariantsTable";

/** Finished runs beside each other: did it help, which task, and how surely. The address holds every choice. */
export function ComparePage() {
  const search = compareSearch(useSearch({ from: "/compare" }));
  const asked = useRouterState({ select: ({ location }) => location.search });
  const navigate = useNavigate({ from: "/compare" });
  const change = (part: Partial<CompareSearch>) =>
    navigate({ search: (old) => ({ ...old, ...part }), replace: true, resetScroll: false });
  return <CompareView search={search} strange={misread(asked)} onChange={change} />;
}

type Props = { search: CompareSearch; onChange: (change: Partial<CompareSearch>) => void };

export function CompareView({ search, strange = [], onChange }: Props & { strange?: readonly string[] }) {
  const { runs, experiment, metric, baseline } = search;
  const compared = { runs, experiment, metric, baseline };
  const { data, error, isError, refetch } = useQuery(comparisonQuery(compared));
  const chosen = runs !== undefined || experiment !== undefined;
  return (
    <Page
      title={experiment === undefined ? "Compare" : `Compare: ${experiment}`}
      hint={data && chosen ? summaryOf(data) : undefined}
      actions={data?.variants.length ? <ComparisonDownloads compared={compared} /> : null}
    >
      {chosen ? null : <NothingChosen />}
      {isError ? (
        <Trouble error={error} onRetry={refetch} onUsualBaseline={() => onChange({ baseline: undefined })} />
      ) : null}
      {chosen && data && !isError ? (
        <Answer comparison={data} search={search} strange={strange} onChange={onChange} />
      ) : null}
      {chosen && !data && !isError ? (
        <Skeleton height={480} role="status" aria-label="Comparing the runs" />
      ) : null}
    </Page>
  );
}

type AnswerProps = Props & { comparison: Comparison; strange: readonly string[] };

function Answer({ comparison, search, strange, onChange }: AnswerProps) {
  const scheme = useComputedColorScheme("light");
  const variants = useMemo(() => drawnVariants(comparison.variants, scheme), [comparison.variants, scheme]);
  const [first] = comparison.tasks;
  const task = search.task !== undefined && comparison.tasks.includes(search.task) ? search.task : first;
  if (task === undefined) {
    return (
      <>
        <NothingFinished comparison={comparison} />
        <Notices comparison={comparison} />
      </>
    );
  }
  const unknown = search.task === undefined || search.task === task ? [] : [`task = ${search.task}`];
  return (
    <>
      <Controls comparison={comparison} variants={variants} task={task} search={search} onChange={onChange} />
      <div className={classes.stack}>
        <Misread items={[...strange, ...unknown]} />
        <Notices comparison={comparison} />
        <VariantsTable comparison={comparison} variants={variants} />
        <Charts
          comparison={comparison}
          variants={variants}
          scheme={scheme}
          task={task}
          curve={search.curve ?? "validation_accuracy"}
          band={search.band ?? "range"}
          allGains={search.gains === "all"}
          onBand={(band) => onChange({ band })}
          onAllGains={(all) => onChange({ gains: all ? "all" : undefined })}
        />
        <GainsTable comparison={comparison} variants={variants} scheme={scheme} />
        <ConfigTable comparison={comparison} variants={variants} />
      </div>
    </>
  );
}

function summaryOf({ dataset, variants }: Comparison): string | undefined {
  const runs = variants.reduce((sum, variant) => sum + variant.runs.length, 0);
  if (dataset === null) return undefined;
  return `${dataset} · ${runs} finished ${runs === 1 ? "run" : "runs"} in ${variants.length} ${variants.length === 1 ? "variant" : "variants"}`;
}
