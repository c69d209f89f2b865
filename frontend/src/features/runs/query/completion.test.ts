import { describe, expect, it } from "vitest";
import { GUIDE } from "@/features/runs/testing/guide";
import { complete, completions } from "./completion";

/** What is offered at the end of `text`, or where a | stands in it. */
function offered(text: string): string[] {
  const at = text.indexOf("|");
  const cursor = at < 0 ? text.length : at;
  return completions(GUIDE, text.replace("|", ""), cursor).options.map((option) => option.text);
}

describe("completion", () => {
  it("names fields, settings last, and stops where the reader chooses a name", () => {
    expect(offered("s")).toEqual(["schedule ", "status "]);
    expect(offered("dst and STA")).toEqual(["status "]);
    expect(offered("config.")).toEqual(["config.optimizer.kind ", "config.tasks."]);
    expect(offered("(tag = x or not sch")).toEqual(["schedule "]);
  });

  it("offers nothing before anything is typed, nor for what is complete", () => {
    expect(offered("")).toEqual([]);
    expect(offered("dst ")).toEqual([]);
    expect(offered("status")).toEqual([]);
    expect(offered("epochs > 1")).toEqual([]);
  });

  it("goes from task to metric, quoted names included; the test split has no drop rate", () => {
    expect(offered("tas")).toEqual(["task."]);
    expect(offered("task.")).toEqual(["task.any.", 'task."Big Lips".', "task.digit."]);
    expect(offered("task.big")).toEqual(['task."Big Lips".']);
    expect(offered('task."Big L')).toEqual(['task."Big Lips".']);
    expect(offered('task."Big Lips".')).toEqual(['task."Big Lips".f1 ', 'task."Big Lips".drop_rate ']);
    expect(offered("test.digit.")).toEqual(["test.digit.f1 "]);
  });

  it("offers the words that runs say after an operator and in a list", () => {
    expect(offered("schedule = ")).toEqual(["dst ", "always_on "]);
    expect(offered("schedule=al")).toEqual(["always_on "]);
    expect(offered("status in (fai")).toEqual(["failed "]);
    expect(offered("status in (failed, q")).toEqual(["queued "]);
    expect(offered('tag = "to')).toEqual(['"to do" ']);
  });

  it("looks at what stands before the cursor", () => {
    expect(offered("sta| and dst")).toEqual(["status "]);
  });

  it("replaces what is being typed and keeps the rest", () => {
    const text = "sta and dst";
    const { from, options } = completions(GUIDE, text, 3);
    const [option] = options;
    if (!option) throw new Error("no completion");
    expect(complete(text, 3, from, option)).toEqual({ text: "status and dst", cursor: 7 });
  });
});
