/** Whether a model says more than its commonest answer: the one place that decides, for every table and chart. */

/** What is known of one task on one split. Fractions; `undefined` and null are "not known". */
export type Evidence = {
  accuracy: number | null | undefined;
  /** Accuracy of always answering the commonest training class. */
  majority: number | null | undefined;
  /** Mean recall over the classes. */
  balanced?: number | null | undefined;
  /** Labels that the accuracy rests on. */
  samples?: number | null | undefined;
  /** Possible answers to one question: of a multilabel task two, yes and no. */
  classes?: number | null | undefined;
  /** Of these very answers. Rows: true class, columns: answer; of a multilabel task two rows a label. */
  confusion?: Confusion | undefined;
  /** Of any answers on the same split: it names the commonest class where `confusion` is not known. */
  earlier?: Confusion | undefined;
};

export type Confusion = { classes: readonly string[]; matrix: readonly (readonly number[])[] };

export type Verdict = {
  /**
   * majority: no better than one constant answer. undecided: the accuracy is no better, but the balanced accuracy says
   * that classes are told apart. better: above the majority by more than chance.
   */
  kind: "majority" | "undecided" | "better";
  /** The class that is answered always, or the commonest; null where it is not known or there are several. */
  answer: string | null;
  /** The accuracy is below that of the constant answer by more than chance. */
  worse: boolean;
};

/** Balanced accuracies this share of the way from chance to perfect count as chance, however many the samples. */
const NEAR = 0.05;
const Z95 = 1.96;

/** Null without an accuracy and a baseline, and where only one class occurs, so that no answer could be better. */
export function verdict(evidence: Evidence): Verdict | null {
  const { accuracy, majority, samples, confusion, earlier = confusion } = evidence;
  if (!known(accuracy) || !known(majority) || majority >= 1) return null;
  const only = confusion && onlyAnswer(confusion);
  if (only) return { kind: "majority", answer: only.answer, worse: false };
  const answer = earlier ? commonest(earlier, majority) : null;
  const [low, high] = interval(accuracy, samples);
  if (low > majority) return { kind: "better", answer, worse: false };
  return { kind: nearChance(evidence, majority) ? "majority" : "undecided", answer, worse: high < majority };
}

/** The sentence of a verdict that is no praise; null for one that is. */
export function verdictText(verdict: Verdict | null): string | null {
  if (verdict === null || verdict.kind === "better") return null;
  const baseline = `always answering ${verdict.answer === null ? "the commonest class" : `“${verdict.answer}”`}`;
  const than = verdict.worse ? "worse than" : "no better than";
  return verdict.kind === "majority"
    ? `${verdict.worse ? "Worse than" : "No better than"} ${baseline}`
    : `Accuracy ${than} ${baseline}, but the balanced accuracy is above chance`;
}

/** The same in few words, for a cell. */
export function verdictWords({ kind, answer, worse }: Verdict): string {
  if (kind === "undecided") return "balanced above chance";
  return `${worse ? "<" : "="} ${answer === null ? "commonest class" : `always “${answer}”`}`;
}

/** Accuracy of guessing blindly, balanced over the classes. */
export function chance(classes: number): number {
  return 1 / classes;
}

/** Answers to one question of a task: of a multilabel task yes and no. */
export function answersOf(task: { kind: string; classes: readonly unknown[] }): number {
  return task.kind === "multiclass" ? task.classes.length : 2;
}

/** Wilson's 95 % interval of a share; the share itself without a number of samples. */
export function interval(share: number, samples: number | null | undefined): [number, number] {
  if (!samples) return [share, share];
  const z2 = Z95 ** 2 / samples;
  const middle = (share + z2 / 2) / (1 + z2);
  const reach = (Z95 / (1 + z2)) * Math.sqrt((share * (1 - share)) / samples + z2 / (4 * samples));
  return [middle - reach, middle + reach];
}

function nearChance({ balanced, samples, classes }: Evidence, majority: number): boolean {
  if (!known(balanced) || !classes || classes < 2) return true;
  const above = balanced - chance(classes);
  return above <= NEAR * (1 - chance(classes)) || above <= reachOfChance(classes, samples, majority);
}

/** Half the 95 % interval of the balanced accuracy of blind guesses, all but the commonest class equally frequent. */
function reachOfChance(classes: number, samples: number | null | undefined, majority: number): number {
  if (!samples) return 0;
  const common = Math.max(1, samples * majority);
  const rare = Math.max(1, (samples * (1 - majority)) / (classes - 1));
  const p = chance(classes);
  return (Z95 / classes) * Math.sqrt(p * (1 - p) * (1 / common + (classes - 1) / rare));
}

/** Set when every image got the same answer, although several were right. */
function onlyAnswer({ classes, matrix }: Confusion): { answer: string | null } | null {
  if (isMultilabel({ classes, matrix })) {
    const pairs = labelPairs(matrix).filter(([no, yes]) => total(no) > 0 && total(yes) > 0);
    const constant = pairs.every((pair) => answered(pair).length === 1);
    return pairs.length > 0 && constant ? { answer: null } : null;
  }
  if (matrix.filter((row) => total(row) > 0).length < 2) return null;
  const columns = answered(matrix);
  return columns.length === 1 ? { answer: classes[columns[0] as number] ?? null } : null;
}

/** The class whose share is the baseline; null when several have it, and for a multilabel task. */
function commonest({ classes, matrix }: Confusion, majority: number): string | null {
  if (isMultilabel({ classes, matrix })) return null;
  const sizes = matrix.map(total);
  const all = total(sizes);
  const found = sizes.flatMap((size, i) => (Math.abs(size / all - majority) < 1e-9 ? [i] : []));
  return found.length === 1 ? (classes[found[0] as number] ?? null) : null;
}

function isMultilabel({ classes, matrix }: Confusion): boolean {
  return matrix.length === 2 * classes.length;
}

function labelPairs(matrix: Confusion["matrix"]): (readonly [readonly number[], readonly number[]])[] {
  return Array.from({ length: matrix.length / 2 }, (_, i) => [matrix[2 * i] ?? [], matrix[2 * i + 1] ?? []]);
}

/** Columns that were answered at all. */
function answered(rows: readonly (readonly number[])[]): number[] {
  return (rows[0] ?? []).flatMap((_, column) => (rows.some((row) => (row[column] ?? 0) > 0) ? [column] : []));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function known(value: number | null | undefined): value is number {
  return value != null && Number.isFinite(value);
}
