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
    schedulePart(config.schedule),
    [{ text: "seed" }, { text: seedText(seeds), strong: true }],
    ...(run.device ? [[{ text: [run.device, run.worker].filter(Boolean).join(" ") }]] : []),
    ...(run.attempt > 1 ? [[{ text: `attempt ${run.attempt}` }]] : []),
    ...(run.experiment ? [[{ text: "experiment" }, { text: run.experiment, strong: true }]] : []),
  ];
}

function trunkPart(trunk: Config["trunk"]): Part[] {
  const widths = trunk.kind === "mlp" ? trunk.hidden : trunk.kind === "cnn" ? trunk.channels : [];
  return [
    { text: inWords(trunk.kind), strong: true },
    ...(widths.length > 0 ? [{ text: widths.join("·") }] : []),
  ];
}

function schedulePart(schedule: Config["schedule"]): Part[] {
  const name = { text: inWords(schedule.kind), strong: true };
  if (schedule.kind === "random") return [name, { text: `P ${short(schedule.p)}` }];
  if (schedule.kind !== "dst") return [name];
  const { depth, samples, incompleteness, stagnancy, base } = schedule.lambdas;
  const lambdas = [depth, samples, incompleteness, stagnancy, base].map(short).join(" ");
  return [name, { text: schedule.reading }, { text: `λ ${lambdas}` }, { text: `β ${short(schedule.beta)}` }];
}

function seedText({ weights, data_order, draws }: Config["seeds"]): string {
  return weights === data_order && weights === draws ? `${draws}` : `${weights}/${data_order}/${draws}`;
}

/** 0.2 → ".2": five of them stand side by side. */
function short(value: number): string {
  return String(Math.round(value * 1e4) / 1e4).replace(/^0\./, ".");
}
