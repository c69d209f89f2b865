import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { SectionView } from "./fields/SectionView";
import { TextButton } from "./fields/TextButton";
import type { Base } from "./form/base";
import { commandsOf } from "./form/commands";
import { FormProvider, RemarksProvider } from "./form/context";
import { parseSeeds, runsSentence } from "./form/seeds";
import { bodyOf, defaultName, twinRefusal } from "./form/submit";
import { useDraft } from "./form/useDraft";
import { useFormErrors } from "./form/useFormErrors";
import { announce } from "./launch/announce";
import { LaunchBar } from "./launch/LaunchBar";
import { Notes, RunExtras } from "./launch/RunExtras";
import { useLaunch } from "./launch/useLaunch";
import classes from "./NewRunPage.module.css";
import { Notices } from "./Notices";
import { Presets } from "./presets/Presets";
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

export function NewRunForm({ base, missing, sections, presets, datasets }: Props) {
  const { store, formIn, edit, reset, config, extras, setExtras, intent, setIntent, launched } =
    useDraft(base);
  const navigate = useNavigate();
  const open = (id: number) => void navigate({ to: "/runs/$runId", params: { runId: id } });

  const seedList = parseSeeds(extras.seeds);
  const seeds = "seeds" in seedList ? seedList.seeds : [];
  const noTwin = twinRefusal(config);
  const twin = extras.twin && noTwin === null;
  const body = bodyOf(config, extras, { seeds, twin, preset: base.preset });
  const preview = usePreview(config);
  const { launch, launching, errorsOf, failureOf } = useLaunch({
    intent,
    onIntent: setIntent,
    onCreated: (runs) => {
      launched();
      announce(runs, open);
      // Who has gone elsewhere meanwhile is not called back; the notification leads there too.
      if (runs[0] && window.location.pathname === "/new") open(runs[0].id);
    },
  });

  const { remarks, mistaken, unplaced } = useFormErrors(sections, base.config, config, {
    preview: preview.errors,
    submit: errorsOf(body),
    seeds: "mistake" in seedList ? seedList.mistake : null,
    warnings: preview.answer?.plan.warnings ?? [],
  });
  const form = useMemo(
    () => ({ sections, datasets, store, formIn, edit }),
    [sections, datasets, store, formIn, edit],
  );
  const modified = remarks.changed.size;
  const chosen = base.key.startsWith("preset:") ? base.preset : null; // a clone stands on its run alone

  return (
    <FormProvider value={form}>
      <RemarksProvider value={remarks}>
        <Presets presets={presets} datasets={datasets} chosen={chosen} modified={modified > 0} />
        <Notices missing={missing} unplaced={unplaced} datasets={datasets} />
        <div className={classes.columns}>
          <form
            className={classes.form}
            aria-label="Settings of the run"
            onSubmit={(event) => event.preventDefault()}
          >
            <Origin base={base} changed={modified} onReset={reset} />
            {withRun(sections).map((section) =>
              section.title === RUN_SECTION ? (
                <SectionView
                  key={section.title}
                  section={section}
                  more={<Notes notes={extras.notes} onChange={(notes) => setExtras({ notes })} />}
                >
                  <RunExtras
                    extras={extras}
                    onChange={setExtras}
                    defaultName={defaultName(config)}
                    noTwin={noTwin}
                  />
                </SectionView>
              ) : (
                <SectionView key={section.title} section={section} />
              ),
            )}
          </form>
          <WhatWillHappen
            preview={preview}
            runs={runsSentence(seeds.length, twin)}
            commands={preview.answer && commandsOf(body, preview.answer.toml)}
            launch={
              <LaunchBar
                runs={Math.max(1, seeds.length) * (twin ? 2 : 1)}
                mistaken={mistaken}
                unplaced={unplaced.length}
                launching={launching}
                failure={failureOf(body)}
                onLaunch={() => launch(body)}
              />
            }
          />
        </div>
      </RemarksProvider>
    </FormProvider>
  );
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
