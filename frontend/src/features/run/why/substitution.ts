/** The formulas of a decision with its epoch's numbers put in, in order of computation (design: section 5). */

import { METRICS, type Metric } from "@/charts/palette";
import { type Epoch, float, type Run, type TaskEpoch, taskNames } from "@/charts/records";
import { factor, fraction, given, num, type Part, symbol, term, text } from "./formula";
import * as meaning from "./meaning";
import { type Dst, findSetting, type Setting } from "./setting";

export type Quantity = "V" | "P_d" | "P_c" | "I" | "P_u" | "R" | "R_global" | "P_r" | "P_b" | "P";

/** One quantity: its symbol equals each of `steps` in turn (symbols, then numbers) and finally `value`. */
export type Line = {
  quantity: Quantity;
  label: string;
  symbol: Part;
  steps: Part[][];
  value: number | null;
  meaning: string;
  /** λ of a metric that enters P; null for every other quantity. */
  share: number | null;
};

const I = symbol("I");
const P_U = symbol("P", "u");
const R = symbol("R");
const SMOOTHED = symbol("R", "", true);

/** All lines of one decision; empty when the run has no such task or epoch. */
export function substitute(run: Run, epochs: readonly Epoch[], task: string, epoch: number): Line[] {
  const setting = findSetting(run, epochs, task, epoch);
  return setting ? linesOf(setting) : [];
}

export function linesOf(setting: Setting): Line[] {
  const { schedule } = setting;
  if (!("lambdas" in schedule)) return [lossLine(setting), chosenProbability(setting)];
  return [
    lossLine(setting),
    staticLine(setting, schedule, "depth"),
    staticLine(setting, schedule, "samples"),
    completionLine(setting),
    incompletenessLine(setting, schedule),
    rateLine(setting),
    smoothedLine(setting, schedule),
    stagnancyLine(setting, schedule),
    baseLine(setting, schedule),
    sumLine(setting, schedule),
  ];
}

function lossLine(setting: Setting): Line {
  return {
    quantity: "V",
    label: "Loss before the epoch",
    symbol: symbol("V", setting.epoch.epoch),
    steps: [],
    value: float(setting.row, "V"),
    meaning: meaning.ofLoss(setting),
    share: null,
  };
}

function staticLine(setting: Setting, { lambdas }: Dst, share: "depth" | "samples"): Line {
  const { run, index, row } = setting;
  const counts = run.plan?.tasks.map((task) => (share === "depth" ? task.depth : task.samples));
  const letter = share === "depth" ? "d" : "c";
  const quantity = share === "depth" ? "P_d" : "P_c";
  const numbers = counts ? [[fraction([given(counts[index])], [given(Math.max(...counts))])]] : [];
  return {
    quantity,
    label: share === "depth" ? "Network depth" : "Labelled samples",
    symbol: symbol("P", letter),
    steps: [[fraction([symbol(letter)], [text("max "), symbol(letter)])], ...numbers],
    value: row[quantity],
    meaning: share === "depth" ? meaning.ofDepth(setting) : meaning.ofSamples(setting),
    share: lambdas[share],
  };
}

function completionLine(setting: Setting): Line {
  const { row, epoch, first } = setting;
  const V = [symbol("V", epoch.epoch)];
  return {
    quantity: "I",
    label: "Loss left",
    symbol: I,
    steps:
      row.I === null || first === null
        ? []
        : [[fraction(V, [symbol("V", first.epoch)])], [fraction([num(row.V)], [num(first.V)])]],
    value: row.I,
    meaning: meaning.ofCompletion(setting),
    share: null,
  };
}

function incompletenessLine(setting: Setting, { lambdas }: Dst): Line {
  const { row, epoch } = setting;
  const known = row.P_u !== null && epoch.epoch > 1;
  return {
    quantity: "P_u",
    label: "Incompleteness",
    symbol: P_U,
    steps: known ? [atMostOne([I], [text("mean "), I]), atMostOne([num(row.I)], [num(epoch.mean_I)])] : [],
    value: row.P_u,
    meaning: meaning.ofIncompleteness(setting),
    share: lambdas.incompleteness,
  };
}

function rateLine(setting: Setting): Line {
  const { row, before, epoch } = setting;
  const now = symbol("V", epoch.epoch);
  const then = symbol("V", epoch.epoch - 1);
  const V = before && float(before, "V");
  return {
    quantity: "R",
    label: "Rate of change",
    symbol: R,
    steps:
      row.R === null
        ? []
        : [
            [fraction([text("1")], [P_U]), text(" · "), fraction([now, text(" − "), then], [then])],
            [
              fraction([text("1")], [num(row.P_u)]),
              text(" · "),
              fraction([num(row.V), text(" − "), num(V)], [num(V)]),
            ],
          ],
    value: row.R,
    meaning: meaning.ofRate(setting),
    share: null,
  };
}

function smoothedLine(setting: Setting, { beta }: Dst): Line {
  const { row, before, epoch } = setting;
  const history = before?.R_global ?? null;
  return {
    quantity: "R_global",
    label: "Smoothed rate",
    symbol: SMOOTHED,
    steps: smoothedSteps(row, history, beta, epoch.epoch),
    value: row.R_global,
    meaning: meaning.ofSmoothed(setting, history, beta),
    share: null,
  };
}

function smoothedSteps(row: TaskEpoch, history: number | null, beta: number, epoch: number): Part[][] {
  if (row.R_global === null) return [];
  if (history === null) return [[R], [num(row.R)]];
  const b = symbol("β");
  return [
    [b, text(" · "), R, text(" + (1 − "), b, text(") · "), symbol("R", epoch - 1, true)],
    [
      given(beta),
      text(" · "),
      ...factor(row.R),
      text(" + (1 − "),
      given(beta),
      text(") · "),
      ...factor(history),
    ],
  ];
}

function stagnancyLine(setting: Setting, { lambdas, reading }: Dst): Line {
  return {
    quantity: "P_r",
    label: "Stagnancy",
    symbol: symbol("P", "r"),
    steps: stagnancySteps(setting, reading),
    value: setting.row.P_r,
    meaning: meaning.ofStagnancy(setting, reading),
    share: lambdas.stagnancy,
  };
}

function stagnancySteps({ row, epoch }: Setting, reading: Dst["reading"]): Part[][] {
  const rate = row.R_global;
  if (rate === null || row.P_r === null) return [];
  const mean = num(epoch.mean_rate);
  if (reading === "magnitude") {
    const size = [text("|"), SMOOTHED, text("|")];
    return [
      atMostOne([text("mean "), ...size], [...size, text(" + "), symbol("ε")]),
      atMostOne([mean], [num(Math.abs(rate)), text(" + "), symbol("ε")]),
    ];
  }
  if (reading === "signed") {
    if (row.guards.includes("not_improving")) {
      return [[text("1, because −"), SMOOTHED, text(" = "), num(-rate), text(" is not above 0")]];
    }
    return [
      clipped([text("mean(−"), SMOOTHED, text(")")], [text("−"), SMOOTHED]),
      clipped([mean], [num(-rate)]),
    ];
  }
  const published = [atMostOne([text("mean "), SMOOTHED], [SMOOTHED]), atMostOne([mean], [num(rate)])];
  return row.guards.includes("undefined_ratio")
    ? [...published, [text("not a finite number, so 1")]]
    : published;
}

function baseLine({ row }: Setting, { lambdas }: Dst): Line {
  return {
    quantity: "P_b",
    label: "Base",
    symbol: symbol("P", "b"),
    steps: [],
    value: row.P_b,
    meaning: meaning.ofBase(),
    share: lambdas.base,
  };
}

function sumLine(setting: Setting, { lambdas }: Dst): Line {
  const { row } = setting;
  const used = METRICS.filter((metric) => lambdas[metric.share] > 0);
  const symbols = used.map(({ letter }) => [symbol("λ", letter), symbol("P", letter)]);
  const numbers = used.map((metric) => product(metric, lambdas, row));
  const clamped = row.guards.includes("clamped") ? [[num(row.P_raw), text(", clamped to 0 … 1")]] : [];
  return {
    quantity: "P",
    label: "Probability",
    symbol: symbol("P"),
    steps: row.guards.includes("non_finite_loss")
      ? [[text("1, because the loss is not a finite number")]]
      : [joined(symbols), joined(numbers), ...clamped],
    value: float(row, "P"),
    meaning: meaning.ofSum(setting),
    share: null,
  };
}

function product({ share, key }: Metric, lambdas: Dst["lambdas"], row: TaskEpoch): Part[] {
  return [given(lambdas[share]), text(" · "), ...factor(row[key])];
}

/** P of a schedule without a formula. */
function chosenProbability(setting: Setting): Line {
  return {
    quantity: "P",
    label: "Probability",
    symbol: symbol("P"),
    steps: setting.row.guards.includes("non_finite_loss") ? [] : chosenSteps(setting),
    value: float(setting.row, "P"),
    meaning: meaning.ofChosenProbability(setting),
    share: null,
  };
}

function chosenSteps({ run, schedule, task }: Setting): Part[][] {
  if (schedule.kind === "random") return [[symbol("p")], [given(schedule.rates?.[task] ?? schedule.p)]];
  if (schedule.kind !== "round_robin") return [];
  const K = taskNames(run).length;
  return [[fraction([given(schedule.together)], [given(K)])]];
}

function atMostOne(over: Part[], under: Part[]): Part[] {
  return [text("min(1, "), fraction(over, under), text(")")];
}

function clipped(over: Part[], under: Part[]): Part[] {
  return [text("clip("), fraction(over, under), text(", 0, 1)")];
}

function joined(terms: Part[][]): Part[] {
  return terms.flatMap((parts, i) => (i === 0 ? term(parts) : [text(" + "), term(parts)]));
}
