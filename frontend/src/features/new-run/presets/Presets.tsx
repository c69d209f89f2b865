import { Badge, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { memo, useId, useMemo, useState } from "react";
import { Chevron } from "@/shared/Chevron";
import type { Dataset, Preset } from "../types";
import { type Family, familiesOf, search } from "./families";
import classes from "./Presets.module.css";
import { publishedLine } from "./published";

type Props = {
  presets: Preset[];
  datasets: Dataset[];
  /** Null: the form stands on something else, and the gallery is folded. */
  chosen: string | null;
  /** Whether the form differs from the chosen preset. */
  modified: boolean;
};

/**
 * Named starting points by family. Each is an address, so that a choice can be linked to and opened in a tab. A folded
 * family still offers its presets by name; unfolded, it tells what is known of each.
 */
export const Presets = memo(function Presets({ presets, datasets, chosen, modified }: Props) {
  const [query, setQuery] = useState("");
  const [wanted, setWanted] = useState<boolean | null>(null);
  const families = useMemo(() => familiesOf(presets, datasets), [presets, datasets]);
  const found = search(families, query);
  const searching = query.trim() !== "";
  const open = searching || (wanted ?? chosen !== null);
  const content = useId();
  if (presets.length === 0) return null;
  return (
    <nav aria-label="Presets" className={classes.gallery}>
      <div className={classes.head}>
        <h2 className={classes.title}>
          <UnstyledButton
            className={classes.fold}
            aria-expanded={open}
            aria-controls={content}
            onClick={() => setWanted(!open)}
          >
            <Chevron open={open} />
            Presets <span className={classes.count}>{presets.length}</span>
          </UnstyledButton>
        </h2>
        <TextInput
          size="xs"
          w={220}
          type="search"
          aria-label="Search presets"
          placeholder="Search presets"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      <div id={content} hidden={!open}>
        {found.map((family) => (
          <FamilyRow
            key={`${family.name} ${searching}`}
            family={family}
            unfolded={searching}
            chosen={chosen}
            modified={modified}
          />
        ))}
        {found.length === 0 ? (
          <p className={classes.nothing}>
            No preset has “{query.trim()}” in its title, source or description.
          </p>
        ) : null}
      </div>
    </nav>
  );
});

type RowProps = { family: Family; unfolded: boolean; chosen: string | null; modified: boolean };

function FamilyRow({ family, unfolded, chosen, modified }: RowProps) {
  const [open, setOpen] = useState(unfolded);
  const id = useId();
  const count = family.presets.length;
  return (
    <section className={classes.family} aria-label={family.name}>
      <UnstyledButton
        className={classes.name}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Chevron open={open} />
        {family.name}
        <span className={classes.count}>{count}</span>
      </UnstyledButton>
      <div id={id} className={classes.content}>
        {family.unavailable === null ? null : <p className={classes.reason}>{family.unavailable}</p>}
        <div className={open ? classes.cards : classes.chips}>
          {family.presets.map(({ preset, short, unavailable }) => {
            const props = { preset, short, chosen: preset.id === chosen, modified };
            if (open) return <Card key={preset.id} {...props} unavailable={unavailable} />;
            if (unavailable === null || preset.id === chosen) return <ChipLink key={preset.id} {...props} />;
            return family.unavailable === null ? (
              <span key={preset.id} className={classes.chip} data-unavailable title={unavailable}>
                {short}
              </span>
            ) : null;
          })}
        </div>
      </div>
    </section>
  );
}

type CardProps = { preset: Preset; short: string; chosen: boolean; modified: boolean };

function ChipLink({ preset, short, chosen, modified }: CardProps) {
  const figures = publishedLine(preset.published);
  return (
    <Link
      to="/new"
      search={{ preset: preset.id }}
      resetScroll={false}
      className={classes.chip}
      title={[preset.title, preset.description, figures && `Published: ${figures}`]
        .filter(Boolean)
        .join("\n")}
      data-chosen={chosen || undefined}
      aria-current={chosen ? "true" : undefined}
    >
      {short}
      {chosen && modified ? <span className={classes.modified}>modified</span> : null}
    </Link>
  );
}

function Card({ preset, chosen, modified, unavailable }: CardProps & { unavailable: string | null }) {
  const content = (
    <>
      <span className={classes.cardTitle}>
        {preset.title}
        {chosen && modified ? (
          <Badge size="xs" variant="light">
            modified
          </Badge>
        ) : null}
      </span>
      <span>{preset.description}</span>
      {preset.published.length > 0 ? (
        <span className={classes.published}>Published: {publishedLine(preset.published)}</span>
      ) : null}
      <span>{preset.source}</span>
      {preset.changed ? (
        <span className={classes.changed} title={preset.changed}>
          We changed: {preset.changed}
        </span>
      ) : null}
    </>
  );
  if (unavailable !== null && !chosen) {
    return (
      <div className={classes.card} data-unavailable title={unavailable}>
        {content}
      </div>
    );
  }
  return (
    <Link
      to="/new"
      search={{ preset: preset.id }}
      resetScroll={false}
      className={classes.card}
      data-chosen={chosen || undefined}
      aria-current={chosen ? "true" : undefined}
    >
      {content}
    </Link>
  );
}
