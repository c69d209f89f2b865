/** How the labels of a task are spread over its classes. */
import type { Schemas } from "@/api/client";
import { count, percent } from "@/shared/format";

type Task = Schemas["DatasetTask"] & Partial<Schemas["InspectedTask"]>;

/** What always giving the commonest answer would score; of a multilabel task the mean over its labels. */
export function majorityOf({ kind, counts, labelled }: Task): number | null {
  if (!counts || !labelled) return null;
  if (kind !== "multilabel") return Math.max(...counts) / labelled;
  const shares = counts.map((positives) => Math.max(positives, labelled - positives) / labelled);
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

/** "even 632, odd 661", or of many classes the range. */
export function spreadText({ kind, classes, counts }: Task): string {
  const what = kind === "multilabel" ? "labels" : "classes";
  if (!counts) return classes.length > 3 ? `${classes.length} ${what}` : classes.join(", ");
  if (classes.length <= 3) return classes.map((name, index) => `${name} ${count(counts[index])}`).join(", ");
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  const range = least === most ? `${count(least)} each` : `${count(least)} to ${count(most)} each`;
  return `${classes.length} ${what}, ${range}`;
}

/** Each class with its images, and its share of the commonest one's. */
export function classRows({ classes, counts, labelled, kind }: Task) {
  const most = kind === "multilabel" ? (labelled ?? 0) : Math.max(0, ...(counts ?? []));
  return classes.map((name, index) => {
    const images = counts?.[index] ?? null;
    return { name, images, share: images === null || most === 0 ? 0 : images / most };
  });
}

/** "95.2 %" of all labels, for a label under the pointer. */
export function shareText(images: number, labelled: number): string {
  return labelled > 0 ? `${percent(images / labelled)} %` : "";
}
