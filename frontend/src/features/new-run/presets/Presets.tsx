import { Badge } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { memo, type ReactNode } from "react";
import { percent } from "@/shared/format";
import type { Dataset, Preset } from "../types";
import classes from "./Presets.module.css";

type Props = {
  presets: Preset[];
  datasets: Dataset[];
  chosen: string | null;
  /** Whether the form differs from the chosen preset. */
  modified: boolean;
};

/** Named starting points by family. Each is an address, so that a choice can be linked to and opened in a tab. */
export const Presets = memo(function Presets({ presets, datasets, chosen, modified }: Props) {
  const families = new Set(presets.map((preset) => preset.family));
  return (
    <nav aria-label="Presets" className={classes.families}>
      {[...families].map((family) => (
        <Family key={family} title={family}>
          {presets
            .filter((preset) => preset.family === family)
            .map((preset) => (
              <Card
                key={preset.id}
                preset={preset}
                unavailable={reasonOf(preset, datasets)}
                chosen={preset.id === chosen}
                modified={preset.id === chosen && modified}
              />
            ))}
        </Family>
      ))}
    </nav>
  );
});

function Family({ title, children }: { title: string; children: ReactNode[] }) {
  return (
    <div className={classes.family} style={{ flexGrow: children.length }}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.cards}>{children}</div>
    </div>
  );
}

function reasonOf(preset: Preset, datasets: Dataset[]): string | null {
  return datasets.find((dataset) => dataset.name === preset.config.data.dataset)?.unavailable ?? null;
}

type CardProps = { preset: Preset; unavailable: string | null; chosen: boolean; modified: boolean };

function Card({ preset, unavailable, chosen, modified }: CardProps) {
  if (unavailable !== null && !chosen) {
    return (
      <div className={classes.card} data-unavailable>
        <span className={classes.name}>{preset.title}</span>
        <span className={classes.description}>{unavailable}</span>
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
      <span className={classes.name}>
        {preset.title}
        {modified ? (
          <Badge size="xs" variant="light">
            modified
          </Badge>
        ) : null}
      </span>
      <span className={classes.description}>{preset.description}</span>
      {preset.published.length > 0 ? (
        <span className={classes.published}>{publishedText(preset.published)}</span>
      ) : null}
    </Link>
  );
}

/** "Published item 90.3 %, group 94.0 %". */
export function publishedText(figures: Preset["published"]): string {
  return `Published ${figures.map(({ task, value }) => `${task} ${percent(value)} %`).join(", ")}`;
}
