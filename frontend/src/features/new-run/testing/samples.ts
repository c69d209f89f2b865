/** The real schema (see config-schema.json) and small data sets, for the tests of this folder. */
import { type FormState, topField } from "../form/edit";
import { type Field, type JsonSchema, sectionsOf } from "../schema/model";
import { completeConfig, walk } from "../schema/values";
import type { Dataset, Inspection, Offer, OfferedTask } from "../types";
import schema from "./config-schema.json";

export const sections = sectionsOf(schema as JsonSchema);
export const allFields = sections.flatMap((section) => section.fields);

export const tasks = (() => {
  const field = topField(sections, "tasks", "tasks");
  if (!field) throw new Error("the schema has no field with the widget “tasks”");
  return field;
})();

export function task(name: string): OfferedTask {
  return { name, kind: "binary", classes: ["no", "yes"], description: `Is it ${name}?` };
}

const DIGIT_TASKS = ["digit", "parity", "at-least-five", "closed-loop"].map(task);

export const digits: Dataset = {
  name: "digits",
  title: "Digits",
  description: "Small ones",
  tasks: DIGIT_TASKS,
  unavailable: null,
  default_trunk: { kind: "mlp", hidden: [256, 128] },
  manifests: [],
};

export const fashion: Dataset = {
  ...digits,
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  description: "Clothes",
  tasks: ["item", "group"].map(task),
  default_trunk: { kind: "fast_residual", width: 24 },
};

export const manifest: Dataset = {
  ...digits,
  name: "manifest",
  title: "Images of your own",
  description: "A CSV file",
  tasks: null,
  default_trunk: {
    kind: "resnet18",
    weights: "none",
    weights_file: "",
    classifier: false,
    stem: "imagenet",
  },
  manifests: ["clothes/labels.csv", "mine/labels.csv"],
};

export const datasets = [digits, fashion, manifest];

/** The tasks of the digits as the form offers them. */
export const offer: Offer = { key: "digits", tasks: DIGIT_TASKS };

/** What the files of a data set with these tasks hold. */
export function inspected(tasks: OfferedTask[]): Inspection {
  return {
    tasks: tasks.map((each) => ({ labelled: 100, counts: each.classes.map(() => 50), ...each })),
    image_shape: [1, 8, 8],
    train_samples: 100,
    validation_samples: null,
    test_samples: 20,
    notes: [],
    cached: true,
    samples: [],
  };
}

/** A form on digits with two tasks and the defaults of the schema. */
export function freshForm(): FormState {
  const config = completeConfig(sections, { tasks: [{ name: "digit" }, { name: "parity" }] });
  return { config, aside: {} };
}

/** The field at a dotted path of a fresh form. */
export function fieldAt(path: string, state = freshForm()): Field {
  for (const [found, field] of walk(allFields, state.config)) if (found === path) return field;
  throw new Error(`the schema has no field ${path}`);
}

/** The same, where it must be of one kind. */
export function fieldOfKind<K extends Field["kind"]>(path: string, kind: K): Extract<Field, { kind: K }> {
  const field = fieldAt(path);
  if (field.kind !== kind) throw new Error(`${path} is a ${field.kind}, not a ${kind}`);
  return field as Extract<Field, { kind: K }>;
}
