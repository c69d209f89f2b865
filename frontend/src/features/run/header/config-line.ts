import type { Schemas } from "@/api/client";
import { inWords } from "@/shared/names";

type Config = Schemas["RunConfig"];

/** A word or figure of the line; `strong` ones are what tells runs apart. */
export type Part = { text: string; strong?: boolean };

/** The line under a run's name: "4 tasks · mlp 256·128 · DST signed λ .2 .2 .2 .2 .2 · β .5 · seed 0 …". */
export function configLine(config: Config, run: Schemas["RunSummary"]): Part[][] {
  const { tasks, seeds } = config;
  return [
    [{ text: `${tasks.length} ${tasks.length === 1 ? "task" : "tasks"}` }],
    trunkPart(config.trunk),
    ...sharingPart(config.sharing),
    schedulePart(config.schedule),
    ...methodParts(config),
    [{ text: "seed" }, { text: seedText(seeds), strong: true }],
    ...(run.device ? [[{ text: [run.device, run.worker].filter(Boolean).join(" ") }]] : []),
    ...(run.attempt > 1 ? [[{ text: `attempt ${run.attempt}` }]] : []),
    ...(run.experiment ? [[{ text: "experiment" }, { text: run.experiment, strong: true }]] : []),
  ];
}

function trunkPart(trunk: Config["trunk"]): Part[] {
  return [{ text: inWords(trunk.kind), strong: true }, ...trunkDetails(trunk).map((text) => ({ text }))];
}

function trunkDetails(trunk: Config["trunk"]): string[] {
  switch (trunk.kind) {
    case "mlp":
      return [trunk.hidden.join("·")];
    case "cnn":
      return [trunk.channels.join("·")];
    case "fast_residual":
      return [`width ${trunk.width}`];
    case "pixels":
      return [];
    case "resnet18":
    case "vgg16":
      return trunk.weights === "none"
        ? []
        : [trunk.weights === "file" ? "from a file" : inWords(trunk.weights)];
  }
}

/** What differs from one trunk for all and heads of their own. Runs of older versions carry no such setting. */
function sharingPart(sharing: Config["sharing"] | undefined): Part[][] {
  const reuse = Object.entries(sharing?.reuse ?? {}).filter(([, read]) => read.length > 0);
  return [
    ...(sharing?.trunk === "independent" ? [[{ text: "independent trunks" }]] : []),
    ...(reuse.length > 0
      ? [[{ text: reuse.map(([reader, read]) => `${reader} reads ${read.join(", ")}`).join("; ") }]]
      : []),
  ];
}

function schedulePart(schedule: Config["schedule"]): Part[] {
  const name = { text: inWords(schedule.kind), strong: true };
  if (schedule.kind === "random") return [name, { text: randomText(schedule) }];
  if (!("lambdas" in schedule)) return [name];
  const { depth, samples, incompleteness, stagnancy, base } = schedule.lambdas;
  const lambdas = [depth, samples, incompleteness, stagnancy, base].map(short).join(" ");
  return [name, { text: schedule.reading }, { text: `λ ${lambdas}` }, { text: `β ${short(schedule.beta)}` }];
}

function randomText({ p, rates }: Schemas["RandomDrop"]): string {
  return Object.keys(rates ?? {}).length > 0 ? "P by task" : `P ${short(p)}`;
}

/** What weighs the tasks, where it is not their own weights. Runs of older versions carry no such settings. */
function methodParts({ weighting, aggregation }: Partial<Config>): Part[][] {
  const exact = aggregation && "gradients" in aggregation && aggregation.gradients === "shared_parameters";
  return [
    ...(weighting && weighting.kind !== "fixed" ? [[{ text: inWords(weighting.kind), strong: true }]] : []),
    ...(aggregation && aggregation.kind !== "sum"
      ? [
          [
            { text: inWords(aggregation.kind), strong: true },
            { text: exact ? "on parameters" : "on features" },
          ],
        ]
      : []),
  ];
}

function seedText({ weights, data_order, draws }: Config["seeds"]): string {
  return weights === data_order && weights === draws ? `${draws}` : `${weights}/${data_order}/${draws}`;
}

/** 0.2 → ".2": five of them stand side by side. */
function short(value: number): string {
  return String(Math.round(value * 1e4) / 1e4).replace(/^0\./, ".");
}
