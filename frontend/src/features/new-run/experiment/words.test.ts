import { expect, it } from "vitest";
import { launchSentence } from "./words";

const schedules = { field: "schedule", title: "Schedule", values: 5 };
const rates = { field: "optimizer.learning_rate", title: "Learning rate", values: 2 };
const plan = { total: 18, single: 3, varied: [schedules], seeds: 3, twin: false };

it.each([
  [plan, "18 runs: 5 schedules × 3 seeds + 3 single-task."],
  [
    { ...plan, total: 30, single: 0, varied: [schedules, rates] },
    "30 runs: 5 schedules × 2 values of Learning rate × 3 seeds.",
  ],
  [{ total: 5, single: 4, varied: [], seeds: 0, twin: false }, "5 runs: this one + 4 single-task."],
  [
    { total: 4, single: 0, varied: [rates], seeds: 0, twin: true },
    "4 runs: 2 values of Learning rate, each with its always-on twin.",
  ],
  [
    { ...plan, varied: [{ field: "method", title: "Method", values: 5 }] },
    "18 runs: 5 methods × 3 seeds + 3 single-task.",
  ],
  [{ ...plan, total: 14, single: 0 }, "14 runs: 14 different of 5 schedules × 3 seeds."],
  [
    { ...plan, total: 6, varied: [{ ...schedules, values: 1 }] },
    "6 runs: 1 value of Schedule × 3 seeds + 3 single-task.",
  ],
])("%# is told in one sentence", (given, sentence) => expect(launchSentence(given)).toBe(sentence));
