import { configOf, type Run } from "@/charts/records";
import { verdictText } from "@/shared/verdict";
import type { Comparison } from "./comparison";

/** Which images and which weights the figures of a comparison are of. */
export function measuredOn(run: Run, { split, epoch }: Comparison): string {
  if (split === "validation") {
    const soFar = epoch === null ? "" : `Ours: validation after epoch ${epoch}. `;
    return `${soFar}The test split is measured once, when training has ended.`;
  }
  const best = configOf(run).test_weights === "best";
  const weights = best
    ? `with the weights of epoch ${epoch}, the best by validation`
    : `with the weights of the last epoch (${epoch})`;
  return `Test split, measured once after training ${weights}, on images that no choice was made on.`;
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
