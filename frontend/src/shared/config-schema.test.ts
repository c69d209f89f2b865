import { describe, expect, it } from "vitest";
import schema from "@/features/new-run/testing/config-schema.json";
import { type ConfigSchema, settingTitle } from "@/shared/config-schema";
import { settingText } from "@/shared/settings";

describe("a setting of a comparison", () => {
  it.each([
    ["method", "Method"],
    ["lr_schedule", "LR schedule"],
    ["lr_schedule.kind", "LR schedule"],
    ["data.dataset", "Data set"],
    ["schedule.beta", "β"],
    ["schedule.lambdas", "λ"],
    ["optimizer.learning_rate", "Learning rate"],
    ["sharing.reuse.fine", "Reuse of fine"],
    ["tasks", "Tasks"],
    ["tasks.parity.weight", "Weight of parity"],
    ["tasks.a.b.weight", "Weight of a.b"],
    ["tasks.parity.unheard", "tasks.parity.unheard"],
    ["unheard.of", "unheard.of"],
  ])("%s is called as in the form", (path, title) => {
    expect(settingTitle(path, schema as ConfigSchema)).toBe(title);
  });

  it("has its value in words, where it is one", () => {
    expect(settingText("schedule", "always_on")).toBe("always on");
    expect(settingText("method", "dst + uncertainty")).toBe("DST + uncertainty");
    expect(settingText("tasks", "Big_Lips")).toBe("Big_Lips");
    expect(settingText("data.path", "my_images/labels.csv")).toBe("my_images/labels.csv");
    expect(settingText("optimizer.learning_rate", "0.001")).toBe("0.001");
    expect(settingText("schedule", undefined)).toBe("–");
  });
});
