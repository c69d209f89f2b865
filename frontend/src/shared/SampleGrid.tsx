import type { Schemas } from "@/api/client";
import { captionOf, labelLines } from "@/shared/labels";
import classes from "./SampleGrid.module.css";

type Props = {
  samples: readonly Schemas["SampleImage"][];
  /** The tasks whose labels are told. */
  tasks: readonly Schemas["DatasetTask"][];
  /** Channels, height, width. */
  shape: readonly number[];
  large?: boolean;
};

/** Pictures of this side and less are drawn dot by dot: smoothing would invent what is not there. */
const FEW_PIXELS = 32;

/** Images of a data set with their labels. */
export function SampleGrid({ samples, tasks, shape, large = false }: Props) {
  const [, height = 0, width = 0] = shape;
  const crisp = Math.max(height, width) <= FEW_PIXELS;
  return (
    <ul className={classes.grid} data-large={large || undefined}>
      {samples.map(({ row, image, labels }) => {
        const all = labelLines(labels, tasks);
        const caption = captionOf(labels, tasks).join(", ") || "–";
        return (
          <li key={row} className={classes.sample} title={[`image ${row}`, ...all].join("\n")}>
            <img
              src={image}
              alt={`${row}: ${all.join("; ")}`}
              className={classes.image}
              data-crisp={crisp || undefined}
            />
            <span className={classes.caption}>{caption}</span>
          </li>
        );
      })}
    </ul>
  );
}
