import { describe, expect, it } from "vitest";
import { type Evidence, interval, verdict, verdictText, verdictWords } from "@/shared/verdict";

const CELEBA: Evidence = {
  accuracy: 0.7934,
  majority: 0.7954,
  balanced: 0.503,
  samples: 60_780,
  classes: 2,
};

const kind = (change: Partial<Evidence> = {}) => verdict({ ...CELEBA, ...change })?.kind;

describe("a majority-class model", () => {
  it("is one whose accuracy and balanced accuracy are those of one constant answer", () => {
    expect(kind()).toBe("majority");
    expect(kind({ accuracy: 0.7954, balanced: 0.5 })).toBe("majority");
    expect(kind({ accuracy: 0.2, balanced: 0.5 })).toBe("majority");
  });

  it("is one that gives a single answer, whatever its accuracy", () => {
    const matrix = [
      [0, 80],
      [0, 20],
    ];
    const found = verdict({
      ...CELEBA,
      accuracy: 0.2,
      balanced: 0.9,
      confusion: { classes: ["no", "yes"], matrix },
    });
    expect(found).toEqual({ kind: "majority", answer: "yes", worse: false });
    expect(found && verdictText(found)).toBe("No better than always answering “yes”");
  });

  it("may be worse than the constant answer, which is said", () => {
    const found = verdict({ ...CELEBA, accuracy: 0.33 });
    expect(found).toMatchObject({ kind: "majority", worse: true });
    expect(verdictText(found)).toBe("Worse than always answering the commonest class");
    expect(found && verdictWords(found)).toBe("< commonest class");
  });

  it("is not one that tells classes apart at the price of accuracy", () => {
    expect(kind({ accuracy: 0.75, balanced: 0.72 })).toBe("undecided");
    const found = verdict({ ...CELEBA, accuracy: 0.75, balanced: 0.72 });
    expect(verdictText(found)).toMatch(/above chance$/);
    expect(found && verdictWords(found)).toBe("balanced above chance");
  });

  it("is not one above the majority by more than chance", () => {
    expect(kind({ accuracy: 0.83, balanced: 0.7 })).toBe("better");
    expect(verdictText({ kind: "better", answer: null, worse: false })).toBeNull();
  });

  it("cannot be told from a better one by few samples", () => {
    expect(kind({ accuracy: 0.83, balanced: 0.58, samples: 60 })).toBe("majority");
    expect(kind({ accuracy: 0.83, balanced: 0.58, samples: 6000 })).toBe("better");
  });

  it("is looked for by the accuracy alone where nothing else is known", () => {
    expect(verdict({ accuracy: 0.5, majority: 0.5 })?.kind).toBe("majority");
    expect(verdict({ accuracy: 0.51, majority: 0.5 })?.kind).toBe("better");
  });
});

describe("no verdict", () => {
  it.each<[string, Partial<Evidence>]>([
    ["without an accuracy", { accuracy: null }],
    ["of an accuracy that is no number", { accuracy: Number.NaN }],
    ["without a baseline", { majority: undefined }],
    ["where one class alone occurs", { accuracy: 1, majority: 1 }],
  ])("%s", (_, change) => expect(verdict({ ...CELEBA, ...change })).toBeNull());
});

describe("the answer", () => {
  const classes = ["cat", "dog", "owl"];
  const guesses = (rows: number[][]): Evidence => ({
    accuracy: 0.5,
    majority: 0.5,
    balanced: 1 / 3,
    samples: 100,
    classes: 3,
    confusion: { classes, matrix: rows },
  });

  it("is the class whose share is the baseline", () => {
    const found = verdict(
      guesses([
        [10, 15, 0],
        [10, 40, 0],
        [5, 20, 0],
      ]),
    );
    expect(found).toEqual({ kind: "majority", answer: "dog", worse: false });
    expect(found && verdictWords(found)).toBe("= always “dog”");
  });

  it("is not named where classes are equally common", () => {
    const found = verdict({ ...guesses([[10, 10, 0], [10, 10, 0], []]), accuracy: 0.5 });
    expect(found?.answer).toBeNull();
    expect(found && verdictWords(found)).toBe("= commonest class");
  });

  it("of a multilabel task is one per label", () => {
    const labels = { accuracy: 0.9, majority: 0.9, balanced: 0.5, samples: 200, classes: 2 };
    const constant = [
      [90, 0],
      [10, 0],
      [90, 0],
      [10, 0],
    ];
    const confusion = { classes: ["red", "blue"], matrix: constant };
    expect(verdict({ ...labels, confusion })).toEqual({ kind: "majority", answer: null, worse: false });
  });
});

it("has Wilson's interval", () => {
  const [low, high] = interval(0.9, 100);
  expect(low).toBeCloseTo(0.8256, 4);
  expect(high).toBeCloseTo(0.9448, 4);
  expect(interval(0.9, null)).toEqual([0.9, 0.9]);
});
