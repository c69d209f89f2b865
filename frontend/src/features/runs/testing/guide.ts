import type { QueryGuide } from "@/api/finding";

const TEXT = { kind: "text" as const, operators: ["=", "!=", "~", "in"] };

/** What a small server says about its query language. */
export const GUIDE: QueryGuide = {
  items: [
    { ...TEXT, name: "schedule", about: "drop schedule", words: ["dst", "always_on"] },
    { ...TEXT, name: "status", about: "where it is", words: ["queued", "failed"] },
    { ...TEXT, name: "tag", about: "a tag", words: ['"to do"', "baseline"] },
    { name: "epochs", kind: "number", operators: ["=", ">"], about: "epochs in all", words: [] },
    { ...TEXT, name: "config.optimizer.kind", about: "Optimizer", words: ["adam"] },
    { name: "config.tasks.#.weight", kind: "number", operators: ["="], about: "Weight", words: [] },
  ],
  metrics: [
    { name: "f1", about: "F1", on_test: true },
    { name: "drop_rate", about: "share dropped", on_test: false },
  ],
  operators: ["=", ">"],
  tasks: ["any", '"Big Lips"', "digit"],
  examples: [{ query: "status = failed", meaning: "ended badly" }],
  next: null,
};
