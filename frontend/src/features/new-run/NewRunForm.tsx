import { useRouter } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { ExperimentFields } from "./experiment/ExperimentFields";
import { LaunchList } from "./experiment/LaunchList";
import { useSubmission } from "./experiment/useSubmission";
import { SectionView } from "./fields/SectionView";
import { TextButton } from "./fields/TextButton";
import type { Base } from "./form/base";
import { commandsOf } from "./form/commands";
import { DataProvider, FormProvider } from "./form/context";
import { defaultName } from "./form/submit";
import { namesOf } from "./form/tasks";
import { useData } from "./form/useData";
import { useDraft } from "./form/useDraft";
import { useFormErrors } from "./form/useFormErrors";
import { announce, goalsOf } from "./launch/announce";
import { LaunchBar } from "./launch/LaunchBar";
import { Notes, RunExtras } from "./launch/RunExtras";
import { useLaunch } from "./launch/useLaunch";
import classes from "./NewRunPage.module.css";
import { Notices } from "./Notices";
import { ChosenPreset } from "./presets/ChosenPreset";
import { Presets } from "./presets/Presets";
import { DataGlimpse } from "./preview/DataGlimpse";
import { usePreview } from "./preview/usePreview";
import { WhatWillHappen } from "./preview/WhatWillHappen";
import type { Section } from "./schema/model";
import type { Dataset, Preset } from "./types";

type Props = {
  base: Base;
  /** Said when the address names a preset that does not exist. */
  missing: string | null;
  sections: Section[];
  presets: Preset[];
  datasets: Dataset[];
};

/** The section that names and repeats runs; what is no part of the configuration is asked there. */
const RUN_SECTION = "Run";
const EXPERIMENT: Section = { title: "Experiment", fields: [] };

export function NewRunForm({ base, missing, sections, presets, datasets }: Props) {
  const { store, formIn, edit, reset, config, extras, setExtras, intent, setIntent, launched } =
    useDraft(base);
  const { history } = useRouter();
  const { body, noTwin, runs, sentence, expansion, titles, mistakes } = useSubmission({
    sections,
    base,
    config,
    extras,
  });
  const preview = usePreview(config);
  const data = useData({ sections, datasets, base: base.config, config, edit });
  const { launch, launching, errorsOf, failureOf } = useLaunch({
    intent,
    onIntent: setIntent,
    onCreated: (created) => {
      launched();
      const goals = goalsOf(created);
      const open = (href: string) => history.push(href);
      announce(created.length, goals, open);
      // Who has gone elsewhere meanwhile is not called back; the notification leads there too.
      if (goals[0] && window.location.pathname === "/new") open(goals[0].href);
    },
  });

  const { remarks, mistaken, unplaced, changed } = useFormErrors(sections, data.start, config, {
    preview: preview.errors,
    inspection: data.errors,
    expansion: expansion.errors,
    submit: errorsOf(body),
    extras: mistakes,
    varied: titles,
    warnings: preview.answer?.plan.warnings ?? [],
  });
  const form = useMemo(
    () => ({ sections, datasets, store, formIn, edit, remarks }),
    [sections, datasets, store, formIn, edit, remarks],
  );
  const waiting =
    data.known.pending && namesOf(config).length === 0
      ? "Reading the data…"
      : runs === null && expansion.pending
        ? "Counting the runs…"
        : "";
  const onPreset = base.key.startsWith("preset:"); // a clone stands on its run alone
  const preset = presets.find(({ id }) => id === base.preset);

  return (
    <FormProvider value={form}>
      <DataProvider value={data.known}>
        <div className={classes.columns}>
          <div className={classes.left}>
            <Presets
              presets={presets}
              datasets={datasets}
              chosen={onPreset ? base.preset : null}
              modified={changed.length > 0}
            />
            <Notices missing={missing} unplaced={unplaced} datasets={datasets} />
            <form
              className={classes.form}
              aria-label="Settings of the run"
              onSubmit={(event) => event.preventDefault()}
            >
              <Origin base={base} changed={changed.length} onReset={reset} />
              {withRun(sections).map((section) =>
                section.title === RUN_SECTION ? (
                  <SectionView
                    key={section.title}
                    section={section}
                    more={<Notes notes={extras.notes} onChange={(notes) => setExtras({ notes })} />}
                  >
                    <RunExtras extras={extras} onChange={setExtras} defaultName={defaultName(config)} />
                  </SectionView>
                ) : (
                  <SectionView key={section.title} section={section} />
                ),
              )}
              <SectionView section={EXPERIMENT}>
                <ExperimentFields
                  extras={extras}
                  onChange={setExtras}
                  defaultName={body.vary || body.single_task ? extras.name.trim() || defaultName(config) : ""}
                  noTwin={noTwin}
                />
              </SectionView>
            </form>
          </div>
          <WhatWillHappen
            preview={preview}
            runs={<LaunchList sentence={sentence} expansion={expansion} />}
            preset={
              preset ? (
                <ChosenPreset preset={preset} changed={changed} restorable={onPreset} onRestore={reset} />
              ) : null
            }
            data={<DataGlimpse {...data.glimpse} />}
            notes={unique([...(preview.answer?.plan.notes ?? []), ...(data.known.inspection?.notes ?? [])])}
            commands={preview.answer && commandsOf(body, preview.answer.toml)}
            launch={
              <LaunchBar
                runs={runs}
                preset={preset?.title ?? null}
                modified={changed.length > 0}
                mistaken={mistaken}
                unplaced={unplaced.length}
                waiting={waiting}
                launching={launching}
                failure={failureOf(body)}
                onLaunch={() => launch(body)}
              />
            }
          />
        </div>
      </DataProvider>
    </FormProvider>
  );
}

function unique(texts: string[]): string[] {
  return [...new Set(texts)];
}

/** The extras are asked even where the schema has no section for them. */
function withRun(sections: Section[]): Section[] {
  const has = sections.some((section) => section.title === RUN_SECTION);
  return has ? sections : [...sections, { title: RUN_SECTION, fields: [] }];
}

type OriginProps = { base: Base; changed: number; onReset: () => void };

/** What the form stands on, how much of it was changed, and the way back. */
function Origin({ base, changed, onReset }: OriginProps): ReactNode {
  const what = base.key.startsWith("preset:") ? "preset" : base.title;
  return (
    <div className={classes.origin}>
      <span>
        {base.key.startsWith("run:") ? "A clone of " : "From "}
        <strong>{base.title}</strong>
      </span>
      {changed > 0 ? (
        <>
          <span>· modified: {changed === 1 ? "1 setting" : `${changed} settings`}</span>
          <TextButton onClick={onReset}>Reset to {what}</TextButton>
        </>
      ) : null}
    </div>
  );
}
