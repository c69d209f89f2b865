import { describe, expect, it } from "vitest";
import type { Epoch, Run, TaskEpoch } from "@/charts/records";
import { dst, EPOCHS, epochOf, RUN, runOf, taskEpoch } from "@/charts/testing/records";
import { type Part, plain } from "./formula";
import { type Line, type Quantity, substitute } from "./substitution";

function line(quantity: Quantity, run: Run, epochs: Epoch[], task: string, epoch: number): Line {
  const found = substitute(run, epochs, task, epoch).find((candidate) => candidate.quantity === quantity);
  if (!found) throw new Error(`no line ${quantity}`);
  return found;
}

/** "R = (1/P_u) · …" as one string. */
function read({ symbol, steps }: Line): string {
  return [[symbol], ...steps].map((parts) => plain(parts)).join(" = ");
}

/** What the last step of a line comes to when it is worked out with all digits. */
function workedOut({ steps }: Line): number {
  const code = (steps.at(-1) ?? []).map(toCode).join("");
  return Function(
    "min",
    "clip",
    "ε",
    `return ${code}`,
  )(Math.min, (value: number, low: number, high: number) => Math.min(high, Math.max(low, value)), 1e-12);
}

function toCode(part: Part): string {
  switch (part.kind) {
    case "text":
      return part.text.replaceAll("·", "*").replaceAll("−", "-");
    case "symbol":
      return part.name;
    case "number":
      return String(part.value);
    case "fraction":
      return `((${part.over.map(toCode).join("")}) / (${part.under.map(toCode).join("")}))`;
    case "term":
      return part.parts.map(toCode).join("");
  }
}

const epoch2 = (quantity: Quantity) => line(quantity, RUN, EPOCHS, "a", 2);
const epoch3 = (quantity: Quantity, task = "a") => line(quantity, RUN, EPOCHS, task, 3);

describe("the order of computation", () => {
  it("goes from the measured loss to P", () => {
    const quantities = substitute(RUN, EPOCHS, "a", 2).map(({ quantity }) => quantity);
    expect(quantities).toEqual(["V", "P_d", "P_c", "I", "P_u", "R", "R_global", "P_r", "P_b", "P"]);
  });

  it("is empty for tasks and epochs that are not there", () => {
    expect(substitute(RUN, EPOCHS, "c", 2)).toEqual([]);
    expect(substitute(RUN, EPOCHS, "a", 4)).toEqual([]);
  });
});

describe("epoch 1", () => {
  const at = (quantity: Quantity) => line(quantity, RUN, EPOCHS, "a", 1);

  it("compares the static metrics with the largest", () => {
    expect(read(at("P_d"))).toBe("P_d = d / max d = 2 / 4");
    expect(read(at("P_c"))).toBe("P_c = c / max c = 50 / 100");
  });

  it("has no history: the other metrics count in full, R is not defined", () => {
    expect(at("P_u")).toMatchObject({ value: 1, steps: [] });
    expect(at("P_r")).toMatchObject({ value: 1, steps: [] });
    expect(at("R")).toMatchObject({ value: null, steps: [] });
    expect(at("R").meaning).toMatch(/begins in epoch 2/);
  });

  it("adds up to P", () => {
    expect(read(at("P"))).toBe(
      "P = λ_dP_d + λ_cP_c + λ_uP_u + λ_rP_r + λ_bP_b = " +
        "0.2 · 0.500 + 0.2 · 0.500 + 0.2 · 1.00 + 0.2 · 1.00 + 0.2 · 1.00",
    );
    expect(workedOut(at("P"))).toBeCloseTo(0.8, 12);
  });
});

describe("epoch 2", () => {
  it("puts this epoch's numbers into each formula", () => {
    expect(read(epoch2("I"))).toBe("I = V_2 / V_1 = 1.00 / 2.00");
    expect(read(epoch2("P_u"))).toBe("P_u = min(1, I / mean I) = min(1, 0.500 / 0.700)");
    expect(read(epoch2("R"))).toBe("R = 1 / P_u · (V_2 − V_1) / V_1 = 1 / 0.714 · (1.00 − 2.00) / 2.00");
    expect(read(epoch2("P_r"))).toBe("P_r = clip(mean(−R′) / −R′, 0, 1) = clip(0.400 / 0.700, 0, 1)");
  });

  it("has no history to smooth the first rate with", () => {
    expect(read(epoch2("R_global"))).toBe("R′ = R = −0.700");
  });
});

describe("epoch 3", () => {
  it("smooths the rate with β", () => {
    expect(read(epoch3("R_global"))).toBe(
      "R′ = β · R + (1 − β) · R′_2 = 0.5 · (−0.347) + (1 − 0.5) · (−0.700)",
    );
  });

  it("says why a task that does not improve counts in full", () => {
    expect(read(epoch3("P_r", "b"))).toBe("P_r = 1, because −R′ = 0.00 is not above 0");
    expect(epoch3("P_r", "b").meaning).toMatch(/not falling/);
  });

  it("says in words how fast the task falls", () => {
    expect(epoch3("P_r").meaning).toMatch(/^It falls twice as fast as the average task/);
    expect(epoch3("R").meaning).toMatch(/^Its loss fell by 20\.0 %/);
    expect(epoch3("I").meaning).toBe("40.0 % of its first loss is left.");
  });
});

describe("every substituted formula", () => {
  const cases = [2, 3].flatMap((epoch) =>
    ["a", "b"].flatMap((task) =>
      substitute(RUN, EPOCHS, task, epoch).map((found) => ({ epoch, task, found })),
    ),
  );
  const formulas = cases.filter(({ found }) => found.steps.length > 1);

  it.each(formulas)("comes to its value: $found.quantity of $task in epoch $epoch", ({ found }) => {
    expect(workedOut(found)).toBeCloseTo(found.value ?? Number.NaN, 9);
  });
});

describe("the reading of stagnancy", () => {
  const rows = (own: Partial<TaskEpoch>, mean_rate: number) => [
    ...EPOCHS.slice(0, 1),
    epochOf(2, [taskEpoch("a", { I: 1, P_u: 1, P_d: 1, P_c: 1, P_b: 1, R: -0.1, ...own })], {
      mean_I: 1,
      mean_rate,
    }),
  ];

  it("literal: as published, with the clamp of a negative sum", () => {
    const lambdas = { depth: 0, samples: 0, incompleteness: 0, stagnancy: 1, base: 0 };
    const run = runOf(["a"], dst({ reading: "literal", lambdas }));
    const epochs = rows(
      { R_global: -0.1, P_r: -2, P_raw: -2, P: 0, draw: 0.4, active: false, guards: ["clamped"] },
      0.2,
    );
    expect(read(line("P_r", run, epochs, "a", 2))).toBe(
      "P_r = min(1, mean R′ / R′) = min(1, 0.200 / −0.100)",
    );
    expect(workedOut(line("P_r", run, epochs, "a", 2))).toBeCloseTo(-2, 12);
    expect(read(line("P", run, epochs, "a", 2))).toBe("P = λ_rP_r = 1 · (−2.00) = −2.00, clamped to 0 … 1");
    expect(line("P", run, epochs, "a", 2).value).toBe(0);
    expect(line("P_d", run, epochs, "a", 2).share).toBe(0);
  });

  it("literal: a ratio that is not finite", () => {
    const run = runOf(["a"], dst({ reading: "literal" }));
    const epochs = rows({ R_global: 0, P_r: 1, guards: ["undefined_ratio"] }, 0.2);
    expect(read(line("P_r", run, epochs, "a", 2))).toMatch(/= not a finite number, so 1$/);
  });

  it("magnitude: the size of the change", () => {
    const run = runOf(["a"], dst({ reading: "magnitude" }));
    const epochs = rows({ R_global: -0.1, P_r: 0.5 }, 0.05);
    const found = line("P_r", run, epochs, "a", 2);
    expect(read(found)).toBe("P_r = min(1, mean |R′| / (|R′| + ε)) = min(1, 0.0500 / (0.100 + ε))");
    expect(workedOut(found)).toBeCloseTo(0.5, 9);
  });
});

describe("a loss that is not a finite number", () => {
  const broken = taskEpoch("a", {
    V: null,
    P_d: 1,
    P_c: 1,
    P_b: 1,
    draw: 0.5,
    guards: ["non_finite_loss"],
    nonfinite: { V: "nan" },
  });
  const epochs = [epochOf(1, [broken]), epochOf(2, [taskEpoch("a", { V: 2, I: 1, P_u: 1 })], { mean_I: 1 })];
  const run = runOf(["a"]);

  it("keeps the task on without a formula", () => {
    expect(line("V", run, epochs, "a", 1).value).toBeNaN();
    expect(read(line("P", run, epochs, "a", 1))).toBe("P = 1, because the loss is not a finite number");
  });

  it("leaves the yardstick to the first epoch with a finite loss", () => {
    expect(read(line("I", run, epochs, "a", 2))).toBe("I = V_2 / V_2 = 2.00 / 2.00");
  });
});

describe("a schedule without a formula", () => {
  const epochs = [epochOf(1, [taskEpoch("a", { P: 0.3, draw: 0.2 })])];

  it("random: the chosen p", () => {
    const run = runOf(["a"], {
      kind: "random",
      p: 0.3,
      rates: {},
      loss_scale: "sum",
      all_dropped: "force_most_probable",
    });
    expect(substitute(run, epochs, "a", 1).map(({ quantity }) => quantity)).toEqual(["V", "P"]);
    expect(read(line("P", run, epochs, "a", 1))).toBe("P = p = 0.3");
  });

  it("random by task: the task's own p", () => {
    const schedule = { kind: "random", p: 0.8, rates: { a: 0.3 } } as const;
    const run = runOf(["a"], { ...schedule, loss_scale: "sum", all_dropped: "force_most_probable" });
    expect(read(line("P", run, epochs, "a", 1))).toBe("P = p = 0.3");
  });

  it("round robin: the share of epochs", () => {
    const run = runOf(["a", "b"], { kind: "round_robin", together: 1, loss_scale: "sum" });
    const turn = [epochOf(1, [taskEpoch("a", { P: 0.5 }), taskEpoch("b", { P: 0.5, active: false })])];
    expect(read(line("P", run, turn, "b", 1))).toBe("P = 1 / 2");
  });

  it("always on: nothing to compute", () => {
    const run = runOf(["a"], { kind: "always_on" });
    const always = [epochOf(1, [taskEpoch("a")])];
    expect(line("P", run, always, "a", 1)).toMatchObject({ value: 1, steps: [] });
    expect(line("P", run, always, "a", 1).meaning).toMatch(/always on/);
  });
});

describe("a run whose plan is not known", () => {
  it("shows the formulas without the counts", () => {
    expect(read(line("P_d", runOf(["a", "b"], dst(), {}, false), EPOCHS, "a", 2))).toBe("P_d = d / max d");
  });
});
