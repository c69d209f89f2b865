/** The same launch as text: for the command line and for cURL. */
import type { Schemas } from "@/api/client";
import { defaultName } from "./submit";

/** "Digits · DST" → "digits-dst": a file name that needs no quoting. */
export function slug(name: string): string {
  const text = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return text || "run";
}

/** `value` as one word of a POSIX shell. */
export function quote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

export type Launch = {
  origin: string;
  /** Name of the TOML file, without its ending. */
  file: string;
  seeds: number[];
  twin: boolean;
  vary: Record<string, unknown[]>;
  single: boolean;
  name: string;
  experiment: string;
};

/** Where `switchboard run` looks for the server by itself. */
const DEFAULT_SERVERS = ["http://127.0.0.1:8642", "http://localhost:8642"];

export function commandLine(launch: Launch): string {
  const { origin, file, seeds, twin, vary, single, name, experiment } = launch;
  const parts = ["switchboard run", `${file}.toml`];
  if (seeds.length > 0) parts.push("--seeds", seeds.join(","));
  if (twin) parts.push("--twin");
  for (const [field, values] of Object.entries(vary)) {
    parts.push("--vary", quote(`${field}=${values.map(varied).join(",")}`));
  }
  if (single) parts.push("--single-task");
  if (name) parts.push("--name", quote(name));
  if (experiment) parts.push("--experiment", quote(experiment));
  if (!DEFAULT_SERVERS.includes(origin)) parts.push("--server", quote(origin));
  return parts.join(" ");
}

/** Words that the command line would read as JSON. */
const JSON_WORDS = ["true", "false", "null", "NaN", "Infinity"];

/** A value of `--vary`: JSON, but a name as the word that it is. */
function varied(value: unknown): string {
  const plain = typeof value === "string" && /^[a-z]\w*$/i.test(value) && !JSON_WORDS.includes(value);
  return plain ? value : JSON.stringify(value);
}

export function curl(origin: string, body: unknown): string {
  return [
    `curl -X POST ${quote(`${origin}/api/runs`)} \\`,
    "  -H 'Content-Type: application/json' \\",
    `  -d ${quote(JSON.stringify(body, null, 2))}`,
  ].join("\n");
}

export type Commands = { cli: string; curl: string; toml: string; file: string };

/** All three forms of one launch. */
export function commandsOf(
  body: Schemas["SubmitRuns"],
  toml: string,
  origin = window.location.origin,
): Commands {
  const { config, name, experiment, seeds, twin, vary, single_task } = body;
  const file = slug(name ?? defaultName(config));
  const launch = {
    name: name ?? "",
    experiment: experiment ?? "",
    seeds: Array.isArray(seeds) ? seeds : [],
    twin,
    vary: vary ?? {},
    single: single_task,
  };
  return { file, toml, curl: curl(origin, body), cli: commandLine({ origin, file, ...launch }) };
}
