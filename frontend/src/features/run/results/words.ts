import { configOf, type Run } from "@/charts/records";
import { verdictText } from "@/shared/verdict";
import type { Comparison } from "./comparison";

type Config = ReturnType<typeof configOf>;

/** Which images and which weights the figures of a comparison are of, and how a test image was answered. */
export function measuredOn(run: Run, { split, epoch }: Comparison): string {
  const config = configOf(run);
  const views = VIEWS[config.test_time_augmentation ?? "none"];
  if (split === "validation") {
    const soFar = epoch === null ? "" : `Ours: validation after epoch ${epoch}. `;
    const testing = config.test_each_epoch
      ? "The test split is measured after each epoch, for display alone; its figures stand here when training has ended."
      : "The test split is measured once, when training has ended.";
    return `${soFar}${testing}${views ? ` Each test image is answered by the mean over ${views}.` : ""}`;
  }
  return [
    `Test split, measured ${config.test_each_epoch ? "" : "once "}after training ${weights(config, epoch)}, on images that no choice was made on.`,
    ...(config.test_each_epoch ? ["It was also measured after each epoch, for display alone."] : []),
    ...(views ? [`Each test image was answered by the mean over ${views}.`] : []),
  ].join(" ");
}

/** Null: the image alone. */
const VIEWS: Record<Config["test_time_augmentation"], string | null> = {
  none: null,
  flip: "two image views: itself and its mirror image",
  flip_and_shift:
    "six image views: itself and its mirror image, as they are and moved by a pixel to either corner",
};

function weights({ test_weights }: Config, epoch: number | null): string {
  return test_weights === "best"
    ? `with the weights of epoch ${epoch}, the best by validation`
    : `with the weights of the last epoch (${epoch})`;
}

/** What has to be said before any figure is read: tasks that are answered no better than by one constant answer. */
export function warningOf({ rows }: Comparison): { title: string; text: string } | null {
  const tasks = rows.filter((row) => row.task !== null);
  const poor = tasks.filter((row) => row.verdict?.kind === "majority");
  if (poor.length === 0) return null;
  const [only] = poor;
  if (only && poor.length === 1) {
    return { title: `${only.task}: ${lower(verdictText(only.verdict))}`, text: REMEDY };
  }
  const some =
    poor.length === tasks.length ? `All ${tasks.length} tasks` : `${poor.length} of ${tasks.length} tasks`;
  const list = poor.map((row) => `${row.task}${row.verdict?.answer ? ` (“${row.verdict.answer}”)` : ""}`);
  return {
    title: `${some}: no better than always answering the commonest class`,
    text: `${list.join(", ")}. ${REMEDY}`,
  };
}

const REMEDY =
  "Accuracy alone does not show it: read balanced accuracy and F1. Class weights, more epochs or another learning rate may help.";

function lower(text: string | null): string {
  return text === null ? "" : text.charAt(0).toLowerCase() + text.slice(1);
}
