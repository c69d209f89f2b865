import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/client";
import { count } from "@/shared/format";
import { Notice } from "@/shared/Notice";
import { ProblemAlert } from "@/shared/ProblemAlert";
import type { Commands } from "../form/commands";
import { CommandsView } from "./Commands";
import { PlanTable } from "./PlanTable";
import type { PreviewState } from "./usePreview";
import classes from "./WhatWillHappen.module.css";

type Plan = Schemas["PlanOut"];

type Props = {
  preview: PreviewState;
  /** How many runs, and which. */
  runs: ReactNode;
  /** The preset that the form stands on. */
  preset: ReactNode;
  /** The images and what is known of them. */
  data: ReactNode;
  /** Facts about the data that someone should know. */
  notes: string[];
  commands: Commands | null;
  launch: ReactNode;
};

/** What the form would do if it were launched now, and the button that does it. */
export function WhatWillHappen({ preview, runs, preset, data, notes, commands, launch }: Props) {
  const { answer, pending, failure } = preview;
  return (
    <section className={classes.panel} aria-labelledby="what-will-happen" aria-busy={pending}>
      <div className={classes.card}>
        <div className={classes.title}>
          <h2 id="what-will-happen">What will happen</h2>
          <span className={classes.state}>{stateWord(preview)}</span>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className={classes.scrolling} tabIndex={0} aria-label="Preview">
          {runs}
          <div className={classes.about}>
            {preset}
            {data}
          </div>
          {failure ? <ProblemAlert what="No preview" error={failure} onRetry={preview.retry} /> : null}
          {answer ? (
            <div className={classes.answer} data-old={!preview.current || undefined}>
              <PlanTable tasks={answer.plan.tasks} />
              <Facts plan={answer.plan} />
              <Notes notes={notes} />
              <Warnings warnings={answer.plan.warnings} />
              {commands ? <CommandsView {...commands} /> : null}
            </div>
          ) : failure ? null : (
            <Waiting hopeless={!pending} />
          )}
        </section>
      </div>
      {launch}
    </section>
  );
}

function stateWord({ answer, pending, current, failure }: PreviewState): string {
  if (pending) return "updating…";
  if (current || !answer) return "";
  return failure ? "not up to date" : "as before the mistake";
}

function Waiting({ hopeless }: { hopeless: boolean }) {
  if (hopeless) return <p className={classes.runs}>Shown once the form has no mistakes.</p>;
  return (
    <div role="status" aria-label="Loading the preview">
      <Skeleton height={180} mb={12} />
      <Skeleton height={56} mb={12} />
      <Skeleton height={120} />
    </div>
  );
}

function Facts({ plan }: { plan: Plan }) {
  const facts: [string, number][] = [
    ["parameters", plan.parameters],
    ["batches per epoch", plan.batches_per_epoch],
    ["training images", plan.train_samples],
    ["validation", plan.validation_samples],
    ["test", plan.test_samples],
    ["probe", plan.probe_samples],
  ];
  return (
    <dl className={classes.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dd>{count(value)}</dd>
          <dt>{name}</dt>
        </div>
      ))}
    </dl>
  );
}

function Notes({ notes }: { notes: string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes} aria-label="About the data">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

function Warnings({ warnings }: { warnings: Plan["warnings"] }) {
  if (warnings.length === 0) return null;
  return (
    <Notice tone="warning" title="Before you launch">
      <ul className={classes.warnings}>
        {warnings.map(({ field, message }) => (
          <li key={`${field} ${message}`}>{message}</li>
        ))}
      </ul>
    </Notice>
  );
}
