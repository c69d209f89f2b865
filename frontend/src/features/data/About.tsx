import { Select } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { count } from "@/shared/format";
import { ButtonLink } from "@/shared/links";
import { Notice } from "@/shared/Notice";
import { Panel } from "@/shared/Panel";
import classes from "./DataPage.module.css";
import { ManifestHelp } from "./ManifestHelp";

type Dataset = Schemas["DatasetOut"];
type Inspection = Schemas["Inspection"];

/** The data set whose files are the reader's own. */
export const OWN = "manifest";

type Props = {
  dataset: Dataset;
  /** The chosen manifest, of images of one's own. */
  path: string | undefined;
  there: boolean;
  inspection: Inspection | undefined;
  pending: boolean;
  onChoose: (path: string) => void;
};

/** What a data set is, whether it is here, and how much of it. */
export function About({ dataset, path, there, inspection, pending, onChoose }: Props) {
  const start = { dataset: dataset.name, ...(path === undefined ? {} : { manifest: path }) };
  return (
    <Panel
      title={dataset.title}
      hint={dataset.description}
      actions={
        there ? (
          <ButtonLink variant="default" size="xs" to="/new" search={start}>
            New run with this data
          </ButtonLink>
        ) : null
      }
    >
      {there ? null : <Notice tone="warning">{remedyFor(dataset)}</Notice>}
      {path === undefined ? null : (
        <Select
          className={classes.manifest ?? ""}
          label="Manifest"
          searchable
          allowDeselect={false}
          data={[...new Set([...dataset.manifests, path])]}
          value={path}
          onChange={(next) => next && onChoose(next)}
        />
      )}
      {inspection ? <Facts inspection={inspection} /> : null}
      {pending && !inspection ? <p className={classes.facts}>Counting…</p> : null}
      {inspection?.notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      {dataset.name === OWN ? (
        <ManifestHelp open={!there} />
      ) : (
        <p className={classes.source}>{dataset.source}</p>
      )}
    </Panel>
  );
}

function remedyFor({ name, unavailable }: Dataset): string | null {
  return name === OWN ? "There is no CSV file with a column path below the data root yet." : unavailable;
}

function Facts({ inspection }: { inspection: Inspection }) {
  const { train_samples, validation_samples, test_samples, image_shape } = inspection;
  const [channels, height, width] = image_shape;
  return (
    <p className={classes.facts}>
      <b>{count(train_samples)}</b> training images ·{" "}
      {validation_samples === null ? null : (
        <>
          <b>{count(validation_samples)}</b> validation images ·{" "}
        </>
      )}
      <b>{count(test_samples)}</b> test images · {width} × {height} px, {channels === 1 ? "grey" : "colour"}
    </p>
  );
}
