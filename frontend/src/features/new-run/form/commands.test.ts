import { describe, expect, it } from "vitest";
import { freshForm } from "../testing/samples";
import { commandLine, curl, quote, slug } from "./commands";
import { NO_EXTRAS } from "./draft";
import { setField } from "./edit";
import { parseSeeds, runsSentence } from "./seeds";
import { bodyOf, defaultName, twinRefusal } from "./submit";

const launch = {
  origin: "http://127.0.0.1:8642",
  file: "digits-dst",
  seeds: [],
  twin: false,
  vary: {},
  single: false,
  name: "",
  experiment: "",
};

describe("the command line", () => {
  it("says only what is not the default", () => {
    expect(commandLine(launch)).toBe("switchboard run digits-dst.toml");
    expect(commandLine({ ...launch, seeds: [0, 1, 2], twin: true })).toBe(
      "switchboard run digits-dst.toml --seeds 0,1,2 --twin",
    );
  });

  it("varies fields by lists of JSON, and adds each task alone", () => {
    const vary = {
      schedule: [{ kind: "dst", beta: 0.9 }, "always_on"],
      weighting: ["fixed", "dwa"],
      "optimizer.learning_rate": [0.1, 0.01],
    };
    expect(commandLine({ ...launch, vary, single: true, experiment: "e" })).toBe(
      [
        "switchboard run digits-dst.toml",
        `--vary 'schedule={"kind":"dst","beta":0.9},always_on'`,
        "--vary weighting=fixed,dwa --vary optimizer.learning_rate=0.1,0.01 --single-task --experiment e",
      ].join(" "),
    );
  });

  it("quotes what a shell would take apart", () => {
    expect(commandLine({ ...launch, name: "it's mine", experiment: "λ" })).toBe(
      String.raw`switchboard run digits-dst.toml --name 'it'\''s mine' --experiment 'λ'`,
    );
    expect(quote("$HOME")).toBe("'$HOME'");
    expect(quote("")).toBe("''");
  });

  it("names a server that is not where the command looks by itself", () => {
    expect(commandLine({ ...launch, origin: "http://gpu:80" })).toContain("--server http://gpu:80");
  });

  it("calls the file by the name of the run", () => {
    expect(slug("Digits · DST")).toBe("digits-dst");
    expect(slug("λλ")).toBe("run");
  });
});

it("cURL sends the same body", () => {
  const text = curl("http://h:1", { notes: "it's" });
  expect(text).toContain("curl -X POST http://h:1/api/runs");
  expect(text).toContain(String.raw`"notes": "it'\''s"`);
});

describe("seeds", () => {
  it.each([
    ["", []],
    ["0, 1, 2", [0, 1, 2]],
    ["3 1;2", [3, 1, 2]],
    ["0-3, 7", [0, 1, 2, 3, 7]],
  ])("%j", (text, seeds) => expect(parseSeeds(text)).toEqual({ seeds }));

  it.each(["a", "-1", "1.5", "3-1", "1, 1", "2147483648", "0-100", "0-999999999999"])(
    "%j is refused",
    (text) => {
      expect(parseSeeds(text)).toHaveProperty("mistake");
    },
  );

  it("are counted in words", () => {
    expect(runsSentence(0, false)).toBe("1 run.");
    expect(runsSentence(3, false)).toBe("3 runs, one for each of 3 seeds.");
    expect(runsSentence(1, true)).toContain("2 runs: this one and its always-on twin");
    expect(runsSentence(3, true)).toBe(
      "6 runs: 3 seeds, each with its always-on twin from the same weights and batches.",
    );
  });
});

describe("the body of a launch", () => {
  const { config } = freshForm();
  const resolved = { seeds: [], twin: false, vary: {}, preset: null };

  it("varies what is compared", () => {
    const vary = { schedule: ["dst", "always_on"] };
    const body = bodyOf(config, { ...NO_EXTRAS, single: true }, { ...resolved, vary });
    expect(body).toMatchObject({ vary, single_task: true });
  });

  it("leaves out what is empty", () => {
    const body = bodyOf(config, { ...NO_EXTRAS, name: "  " }, resolved);
    expect(Object.keys(body).sort()).toEqual(["config", "notes", "single_task", "tags", "twin"]);
  });

  it("carries what was typed", () => {
    const extras = { ...NO_EXTRAS, name: " mine ", experiment: "e", tags: ["t"], notes: "n" };
    expect(bodyOf(config, extras, { seeds: [4], twin: true, vary: {}, preset: "p" })).toEqual({
      ...{
        config,
        name: "mine",
        experiment: "e",
        tags: ["t"],
        notes: "n",
        preset: "p",
        seeds: [4],
        twin: true,
        single_task: false,
      },
    });
  });

  it("is called by data set and schedule, and has no twin when always on", () => {
    expect(defaultName(config)).toBe("digits · DST");
    expect(twinRefusal(config, {})).toBeNull();
    const random = setField(freshForm(), "schedule", { kind: "random", p: 0.8 }).config;
    expect(defaultName(random)).toBe("digits · random 0.8");
    const always = setField(freshForm(), "schedule", { kind: "always_on" }).config;
    expect(defaultName(always)).toBe("digits · always on");
    expect(twinRefusal(always, {})).toMatch(/always on already/);
    expect(twinRefusal(config, { schedule: ["dst", "soft"] })).toMatch(/tick always on/);
  });
});
