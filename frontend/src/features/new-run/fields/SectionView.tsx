import { Collapse, UnstyledButton } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { Chevron } from "@/shared/Chevron";
import { useAllRemarks, useConfigPart } from "../form/context";
import { advancedFields, isWide, openFields } from "../schema/layout";
import type { Section } from "../schema/model";
import type { Values } from "../schema/values";
import { FieldView } from "./FieldView";
import classes from "./SectionView.module.css";

const HINTS: Record<string, string> = {
  "Data and tasks": "what is learned",
  "Model and sharing": "what is shared",
  "Drop schedule": "which task trains when",
  Weighting: "whose loss and gradient counts how much",
  Optimisation: "how it is learned",
  Run: "how it is called",
  Experiment: "what is repeated and compared",
};

const all = (config: Values) => config;

type Props = { section: Section; children?: ReactNode; more?: ReactNode };

/** One section of the form; `children` stand before the settings of the schema, `more` after the advanced ones. */
export function SectionView({ section, children, more }: Props) {
  const config = useConfigPart(all);
  const { errors, changed } = useAllRemarks();
  const id = useId();
  const advanced = advancedFields(section.fields, config).toSorted(
    (a, b) => Number(isWide(a.field)) - Number(isWide(b.field)),
  );
  const within = (names: Iterable<string>) =>
    [...names].filter((name) => advanced.some(({ path }) => `${name}.`.startsWith(`config.${path}.`))).length;
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h2 id={id} className={classes.title}>
          {section.title}
        </h2>
        <p className={classes.hint}>{HINTS[section.title]}</p>
      </div>
      <div className={classes.body}>
        <div className={classes.flow}>
          {children}
          {openFields(section.fields).map((field) => (
            <FieldView key={field.name} field={field} path={field.name} />
          ))}
        </div>
        {advanced.length > 0 || more ? (
          <More title={section.title} changed={within(changed)} mistaken={within(errors.keys()) > 0}>
            {advanced.map(({ path, field }) => (
              <FieldView key={path} field={field} path={path} />
            ))}
            {more}
          </More>
        ) : null}
      </div>
    </section>
  );
}

type MoreProps = { title: string; changed: number; mistaken: boolean; children: ReactNode };

/** What is seldom touched. Opens by itself when there is a mistake in it. */
function More({ title, changed, mistaken, children }: MoreProps) {
  const [wanted, setWanted] = useState(false);
  const open = wanted || mistaken;
  const id = useId();
  return (
    <div>
      <UnstyledButton
        className={classes.more}
        aria-expanded={open}
        aria-controls={id}
        aria-label={`More: ${title}${changed > 0 ? `, ${changed} changed` : ""}`}
        onClick={() => setWanted(!open)}
      >
        <Chevron open={open} />
        More
        {changed > 0 ? <span className={classes.count}>{changed} changed</span> : null}
      </UnstyledButton>
      <Collapse expanded={open} id={id}>
        <div className={`${classes.flow} ${classes.advanced}`}>{children}</div>
      </Collapse>
    </div>
  );
}
