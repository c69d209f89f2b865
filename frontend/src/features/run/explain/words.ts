/** What DST is, for readers who have never seen it; documents have the same words (`app/explain/words.py`). */

import type { Schemas } from "@/api/client";
import type { Config } from "@/charts/records";
import { type Part, symbol, text } from "@/features/run/why/formula";
import type { Guard } from "@/features/run/why/guards";

/** Of every schedule that calculates P. */
const AVERAGE =
  "P is an average of five numbers between 0 and 1, the metrics: how deep the task's part of the network is (P_d), how many labels it has (P_c), how much of its loss is left beside the other tasks (P_u), how slowly that loss falls beside the others (P_r), and a constant floor (P_b). The shares λ say how much each counts.";

/** Paragraphs by kind of schedule. */
export const IDEA: Record<Config["schedule"]["kind"], string[]> = {
  dst: [
    "One network learns several tasks at once. They share its trunk, so they help one another, and they also get in one another's way: a task that is already good keeps pulling the shared layers towards itself while another still struggles.",
    "Dropped Scheduled Task (DST) lets tasks rest. Before each epoch every task gets a probability P, and a draw decides: with probability P the task trains in this epoch, otherwise it is dropped, which means that it is absent as if it did not exist. The drop rate is 1 − P. Tasks that are ahead get a low P and rest more often; tasks that lag get a high P.",
    AVERAGE,
  ],
  random: [
    "This run drops at random: before each epoch every task trains with the same chance p, whatever its loss. It is the control that shows what mere dropping does, without any metric behind it.",
  ],
  round_robin: [
    "In this run the tasks take turns: each trains when its turn comes, whatever its loss. It is the control that shows what dropping does without chance.",
  ],
  soft: [
    "This run never drops a task: before each epoch DST gives every task a probability P, and P is the factor of its loss. It is the control that shows what the dropping itself adds.",
    AVERAGE,
  ],
  always_on: [
    "This run never drops a task: every task trains in every epoch, and every drop rate is 0. It is the control against which a drop schedule is measured.",
  ],
};

/** Every symbol of the formulas and what it means. */
export const SYMBOLS: readonly [Part[], string][] = [
  [[symbol("k")], "number of the epoch, counted from 1"],
  [[symbol("K")], "number of tasks; a mean is over them"],
  [[symbol("V", "k")], "loss of the task on the probe, a fixed part of the training images, before epoch k"],
  [[symbol("d")], "depth: trainable layers from the input to the task's output"],
  [[symbol("c")], "labelled training samples of the task"],
  [[symbol("I")], "share of the first loss that is left: V before this epoch over V before the first"],
  [[symbol("P", "d")], "metric of depth: d over the largest d"],
  [[symbol("P", "c")], "metric of labels: c over the largest c"],
  [[symbol("P", "u")], "incompleteness: I over its mean, at most 1; the more is left, the higher"],
  [
    [symbol("R")],
    "rate of change of the loss since the epoch before, over P_u; negative while the loss falls",
  ],
  [[symbol("R", "", true)], "R smoothed over the epochs, so that one noisy epoch does not decide"],
  [[symbol("β")], "weight of this epoch's R in R′; the rest is history"],
  [[symbol("P", "r")], "stagnancy: the mean rate over the task's own; the slower its loss falls, the higher"],
  [[symbol("P", "b")], "base: always 1, a floor under every task's probability"],
  [[symbol("λ")], "shares of the five metrics in P; together 1"],
  [[symbol("P")], "activation probability: the chance that the task trains in the epoch"],
  [[text("1 − "), symbol("P")], "expected drop rate: the chance that it is dropped"],
  [[symbol("ε")], "a constant of 1e-12, which keeps divisors away from 0"],
];

/** How stagnancy is read when a loss rises. */
export const READINGS: Record<Schemas["Dst"]["reading"], string> = {
  signed:
    "The published formula of P_r assumes that every loss falls. Read as signed, a task whose smoothed loss does not fall counts as fully stagnant (P_r = 1), and every other ratio is kept between 0 and 1. While all losses fall, this is the published formula.",
  literal:
    "P_r is computed exactly as published. The formula assumes that every loss falls; where one rises, P_r can turn negative, and P is then clamped to lie between 0 and 1.",
  magnitude:
    "P_r compares how much the losses change, whatever the direction: a loss that rises fast counts like one that falls fast.",
};

/** What happens in an epoch without any task. */
export const ALL_DROPPED: Record<Schemas["Dst"]["all_dropped"], string> = {
  force_most_probable: "If every task is dropped, the most probable one is switched on.",
  skip_epoch: "If every task is dropped, the epoch is skipped: no weight changes.",
  resample: "If every task is dropped, all are drawn again.",
};

/** What each guard does, in one clause. */
export const GUARDS: Record<Guard, string> = {
  non_finite_loss: "the loss was not a finite number, so the task stayed on with P = 1",
  not_improving: "the smoothed loss did not fall, so P_r = 1",
  undefined_ratio: "the ratio of P_r was not a finite number, so P_r = 1",
  undefined_rate: "the loss before was not a finite number, so there was no rate and P_r = 1",
  clamped: "the sum left 0 … 1 and was clamped",
  forced_on: "every task was dropped, and this one, the most probable, was switched on",
  resampled: "every task was dropped, and all were drawn again",
};
