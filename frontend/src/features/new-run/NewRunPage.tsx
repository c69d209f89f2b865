import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { configSchemaQuery, datasetsQuery, presetsQuery } from "@/api/catalog";
import { runQuery } from "@/api/runs";
import { Page } from "@/shared/Page";
import { ProblemAlert } from "@/shared/ProblemAlert";
import { type Base, dataBase, defaultBase, keyOf, presetBase, runBase, searchOf } from "./form/base";
import { loadDraft } from "./form/draft";
import { NewRunForm } from "./NewRunForm";
import { PageSkeleton } from "./PageSkeleton";
import { familiesOf } from "./presets/families";
import { type JsonSchema, sectionsOf } from "./schema/model";
import type { Search } from "./search";
import type { Dataset, Preset } from "./types";

/** Choose a starting point, change what you like, see what would happen, launch. */
export function NewRunPage() {
  return (
    <Page
      title="New run"
      hint="Start from a published experiment or from your own settings. Nothing is launched until you say so."
    >
      <Loaded />
    </Page>
  );
}

function Loaded() {
  const schema = useQuery(configSchemaQuery);
  const presets = useQuery(presetsQuery);
  const datasets = useQuery(datasetsQuery);
  const failed = [schema, presets, datasets].find((query) => query.error && !query.data);
  if (failed) {
    const retry = () => {
      for (const query of [schema, presets, datasets]) if (query.error) void query.refetch();
    };
    return <ProblemAlert what="The form could not be loaded" error={failed.error} onRetry={retry} />;
  }
  if (!schema.data || !presets.data || !datasets.data) return <PageSkeleton />;
  return <Based schema={schema.data} presets={presets.data.items} datasets={datasets.data.items} />;
}

type BasedProps = { schema: JsonSchema; presets: Preset[]; datasets: Dataset[] };

/** Finds where the form starts from: the address names it. */
function Based({ schema, presets, datasets }: BasedProps) {
  const search = useSearch({ from: "/new" }) as Search;
  const sections = useMemo(() => sectionsOf(schema), [schema]);
  const run = useQuery({ ...runQuery(search.from ?? 0), enabled: search.from !== undefined });
  useStartingPoint(search, presets, datasets);

  const base = useMemo((): Base | null => {
    if (search.from !== undefined) return run.data ? runBase(run.data, sections) : null;
    const preset = presets.find((candidate) => candidate.id === search.preset);
    if (preset) return presetBase(preset, sections);
    return dataBase(search, sections, datasets) ?? defaultBase(sections, datasets);
  }, [search, run.data, presets, datasets, sections]);

  const wanted = search.preset === undefined ? search.dataset : search.preset;
  const missing =
    wanted !== undefined && base?.key === "defaults"
      ? `There is no ${search.preset === undefined ? "data set" : "preset"} “${wanted}”; the form shows the defaults instead.`
      : null;
  if (run.error && !run.data) {
    const retry = () => void run.refetch();
    return (
      <>
        <ProblemAlert what={`Run #${search.from} cannot be cloned`} error={run.error} onRetry={retry} />
        <p>
          <Link to="/new" search={firstPreset(presets, datasets)}>
            Start from a preset instead
          </Link>
        </p>
      </>
    );
  }
  if (!base) return <PageSkeleton />;
  return (
    <NewRunForm base={base} missing={missing} sections={sections} presets={presets} datasets={datasets} />
  );
}

/** An address that names nothing gets the place where the page was left, or the first preset that can run. */
function useStartingPoint(search: Search, presets: Preset[], datasets: Dataset[]) {
  const navigate = useNavigate();
  const named = keyOf(search) !== null;
  useEffect(() => {
    if (named) return;
    const left = searchOf(loadDraft().base ?? "");
    const start = keyOf(left) ? left : firstPreset(presets, datasets);
    if (keyOf(start)) void navigate({ to: "/new", search: start, replace: true });
  }, [named, presets, datasets, navigate]);
}

function firstPreset(presets: Preset[], datasets: Dataset[]): Search {
  const usable = familiesOf(presets, datasets).flatMap((family) => family.presets);
  const first = usable.find(({ unavailable }) => unavailable === null)?.preset ?? presets[0];
  return first ? { preset: first.id } : {};
}
