import { Skeleton } from "@mantine/core";
import { memo } from "react";
import { bytes } from "@/shared/format";
import { SampleGrid } from "@/shared/SampleGrid";
import type { Inspection } from "../types";
import classes from "./WhatWillHappen.module.css";

type Props = {
  inspection: Inspection | null;
  pending: boolean;
  /** The tasks that are on; their labels are told. */
  tasks: string[];
  /** Whether the images are decoded into a cache before the first epoch. */
  decoded: boolean;
};

/** Some images of the chosen data with their labels, and what has to be done before they can be learned from. */
export const DataGlimpse = memo(function DataGlimpse({ inspection, pending, tasks, decoded }: Props) {
  if (!inspection) return pending ? <Skeleton height={124} aria-label="Loading images" /> : null;
  const told = inspection.tasks.filter(({ name }) => tasks.includes(name));
  return (
    <div className={classes.glimpse} data-old={pending || undefined}>
      <SampleGrid samples={inspection.samples} tasks={told} shape={inspection.image_shape} />
      <p className={classes.hint}>
        {sizeText(inspection.image_shape)}
        {decoded ? ` · ${decodingText(inspection)}` : ""}
      </p>
    </div>
  );
});

function sizeText([channels, height, width]: readonly number[]): string {
  return `${width} × ${height} px, ${channels === 1 ? "grey" : "colour"}`;
}

/** "will be read once, into a cache of about 123 MB". */
export function decodingText({ cached, ...parts }: Inspection): string {
  if (cached) return "already read into the cache";
  const images = parts.train_samples + (parts.validation_samples ?? 0) + parts.test_samples;
  const size = parts.image_shape.reduce((product, side) => product * side, images);
  return `will be read once, into a cache of about ${bytes(size)}`;
}
