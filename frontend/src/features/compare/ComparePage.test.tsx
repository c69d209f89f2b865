import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { client } from "@/api/client";
import type { Variant } from "@/charts/compare/variants";
import { comparison, figures } from "@/charts/testing/comparison";
import schema from "@/features/new-run/testing/config-schema.json";
import { renderInApp } from "@/testing/render";
import { CompareView } from "./ComparePage";
import { type CompareSearch, compareSearch, misread } from "./search";
import { deltaWords, differenceText, intervalText, spreadText, toneOf, transferWords } from "./words";

vi.mock("@/charts/Plot", () => ({
  Plot: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const PROBLEM = {
  title: "Unprocessable Content",
  status: 422,
  detail: "runs: There is no run 9",
  errors: [{ field: "runs", message: "There is no run 9" }],
};

let asked: unknown[];
let answer: { data: unknown; response: Response; error?: unknown };

beforeEach(() => {
  asked = [];
  answer = { data: comparison(), response: new Response() };
  vi.spyOn(client, "GET").mockImplementation((async (path: string, { params }: { params: unknown }) => {
    if (path === "/api/compare/curves") return { data: { items: [], next: null }, response: new Response() };
    if (path === "/api/config-schema") return { data: schema, response: new Response() };
    asked.push(params);
    return answer;
  }) as never);
});

function answerWith(own: Parameters<typeof comparison>[0]) {
  answer = { data: comparison(own), response: new Response() };
}

async function open(search: CompareSearch) {
  const onChange = vi.fn();
  await renderInApp(<CompareView search={search} onChange={onChange} />);
  return onChange;
}

describe("the page", () => {
  it("says what to do when no runs are chosen", async () => {
    await open({});
    expect(screen.getByText("Choose runs to compare")).toBeVisible();
    expect(screen.getByRole("link", { name: "Choose runs" })).toHaveAttribute("href", "/runs");
    expect(asked).toEqual([]);
  });

  it("asks for the runs of the address and shows figures, intervals and words", async () => {
    await open({ runs: "10,20", metric: "f1", baseline: 20 });
    const table = await screen.findByRole("region", { name: "Figures by task and variant" });
    expect(asked).toEqual([{ query: { runs: "10,20", metric: "f1", baseline: 20 } }]);
    const [row] = within(table).getAllByRole("row").slice(1);
    expect(row).toHaveTextContent("90.00 ± 1.00");
    expect(row).toHaveTextContent("+2.00+1.00 to +3.00higher (3 seeds)");
    expect(row).toHaveTextContent("negative transfer (3 seeds)");
    expect(row).toHaveTextContent("50.00"); // majority
  });

  it("writes a number in bold only where a verdict is given", async () => {
    await open({ runs: "10,20" });
    const table = await screen.findByRole("region", { name: "Figures by task and variant" });
    expect(within(table).getByText("+2.00").tagName).toBe("B");
    expect(within(table).getByText("−1.00", { exact: true }).tagName).not.toBe("B");
    const variants = screen.getByRole("region", { name: "Variants with their results" });
    expect(within(variants).getByText("+0.50").tagName).not.toBe("B");
    expect(within(variants).getByText("not enough seeds to tell")).toBeVisible();
  });

  it("tells what stands against Δm", async () => {
    await open({ runs: "10,20" });
    expect((await screen.findAllByText("no single-task run of b"))[0]).toHaveAttribute(
      "title",
      "Without a run of its own: b",
    );
  });

  it("puts every choice into the address", async () => {
    const onChange = await open({ runs: "10,20" });
    await userEvent.selectOptions(await screen.findByLabelText("Metric"), "loss");
    expect(onChange).toHaveBeenLastCalledWith({ metric: "loss" });
    await userEvent.selectOptions(screen.getByLabelText("Baseline"), "10");
    expect(onChange).toHaveBeenLastCalledWith({ baseline: 10 });
    await userEvent.selectOptions(screen.getByLabelText("Task of the curves"), "b");
    expect(onChange).toHaveBeenLastCalledWith({ task: "b" });
    await userEvent.selectOptions(screen.getByLabelText("Curve"), "P");
    expect(onChange).toHaveBeenLastCalledWith({ curve: "P" });
    await userEvent.click(screen.getByRole("radio", { name: "± sd" }));
    expect(onChange).toHaveBeenLastCalledWith({ band: "sd" });
  });

  it("has the settings that differ, the charts and the downloads", async () => {
    await open({ experiment: "my group" });
    const settings = await screen.findByRole("region", { name: "Settings by variant" });
    expect(await within(settings).findByText("β")).toHaveAttribute("title", "schedule.beta");
    expect(within(settings).getAllByText("always on")).toHaveLength(2);
    expect(
      await screen.findAllByRole("img", {
        name: /minus the baseline|over epochs|Decisions|Drop rate|Parallel/,
      }),
    ).toHaveLength(5);
    await userEvent.click(screen.getByRole("button", { name: "Download" }));
    const hrefs = (await screen.findAllByRole("menuitem")).map((item) => item.getAttribute("href"));
    expect(hrefs).toEqual(
      [
        "report.html",
        "report.zip",
        ...["csv", "json", "parquet", "xlsx", "tex", "md"].map((f) => `export.${f}`),
      ].map((file) => `/api/compare/${file}?experiment=my+group`),
    );
  });

  it("lists what is left out with the reason", async () => {
    answerWith({
      left_out: [{ run_id: 7, name: "slow", status: "queued", reason: "It waits for a worker." }],
    });
    await open({ runs: "7,10" });
    expect(await screen.findByText("1 run is left out")).toBeVisible();
    expect(screen.getByRole("link", { name: "slow #7" })).toHaveAttribute("href", "/runs/7");
    expect(screen.getByText(/It waits for a worker/)).toBeVisible();
  });

  it("says so when nothing has finished", async () => {
    const nothing = { variants: [], tasks: [], baseline: null, baseline_by: null, dataset: null, fields: [] };
    const run = { run_id: 7, name: "slow", reason: "" };
    answerWith({ ...nothing, left_out: [{ ...run, status: "queued" }] });
    await open({ runs: "7" });
    expect(await screen.findByText("Nothing to compare yet")).toBeVisible();
    answerWith({ ...nothing, left_out: [{ ...run, status: "failed" }] });
    await open({ runs: "8" });
    expect(await screen.findByText("None of these runs has finished")).toBeVisible();
  });

  it("says why the baseline is the one that it is, with the pinned run", async () => {
    answerWith({ baseline_by: "pinned", pinned: 21 });
    await open({ runs: "10,20" });
    expect(await screen.findByText(/B is the baseline because/)).toHaveTextContent("run #21 is pinned");
    expect(screen.getByRole("link", { name: "run #21" })).toHaveAttribute("href", "/runs/21");
    answerWith({ baseline_by: "asked", pinned: 10 });
    const onChange = await open({ runs: "10,20", baseline: 20 });
    await userEvent.click(await screen.findByRole("button", { name: "Take the usual one" }));
    expect(onChange).toHaveBeenLastCalledWith({ baseline: undefined });
  });

  it("says what it does not find of what the address asks for", async () => {
    answerWith({ missing: [9] });
    await renderInApp(
      <CompareView search={{ runs: "9,10", task: "nope" }} strange={["metric = foo"]} onChange={vi.fn()} />,
    );
    expect(await screen.findByText(/There is no run #9, or it was deleted/)).toBeVisible();
    expect(screen.getByText("task = nope")).toBeVisible();
    expect(screen.getByText("metric = foo")).toBeVisible();
  });

  it("marks a task that is answered like the majority, and figures that are no numbers", async () => {
    const [dst, on] = comparison().variants;
    const answers = [0.5, 0.9].map((accuracy) => ({
      accuracy,
      balanced_accuracy: accuracy,
      samples: 400,
      classes: 2,
    }));
    const poor = figures("a", { test: null, test_nonfinite: 1, answers });
    answerWith({ variants: [{ ...(dst as Variant), figures: [poor] }, on as Variant] });
    await open({ runs: "10,20" });
    const table = await screen.findByRole("region", { name: "Figures by task and variant" });
    const [row] = within(table).getAllByRole("row").slice(1);
    expect(row).toHaveTextContent("1 not finite");
    expect(row).toHaveTextContent("= commonest class 1 of 2 runs");
  });

  it("shows what the server objects to", async () => {
    answer = { data: undefined, error: PROBLEM, response: new Response(null, { status: 422 }) };
    await open({ runs: "9" });
    expect(await screen.findByRole("alert")).toHaveTextContent("There is no run 9");
  });
});

describe("the address", () => {
  it("keeps what it understands and leaves out what is the default", () => {
    expect(
      compareSearch({ runs: "1,2", metric: "f1", baseline: 2, task: "a", curve: "P", band: "sd" }),
    ).toEqual({ runs: "1,2", metric: "f1", baseline: 2, task: "a", curve: "P", band: "sd" });
    expect(compareSearch({ runs: 5, metric: "accuracy", curve: "nothing", band: "range" })).toEqual({
      runs: "5",
    });
  });

  it("names what it does not understand", () => {
    expect(misread({ runs: "1", metric: "foo", baseline: "x", band: "range", curve: "P" })).toEqual([
      "metric = foo",
      "baseline = x",
    ]);
  });

  it("takes runs before an experiment, and nothing where neither is named", () => {
    expect(compareSearch({ runs: "1", experiment: "e" })).toEqual({ runs: "1" });
    expect(compareSearch({ experiment: 2024 })).toEqual({ experiment: "2024" });
    expect(compareSearch({ runs: "", baseline: "x" })).toEqual({});
  });
});

describe("words", () => {
  it("follow the direction of the metric", () => {
    expect(toneOf({ verdict: "higher" }, true)).toBe("good");
    expect(toneOf({ verdict: "higher" }, false)).toBe("bad");
    expect(toneOf({ verdict: "lower" }, false)).toBe("good");
    expect(toneOf({ verdict: "not enough seeds to tell" }, true)).toBe("open");
    expect(transferWords({ verdict: "lower" }, true)).toBe("negative transfer");
    expect(transferWords({ verdict: "lower" }, false)).toBe("positive transfer");
    expect(transferWords({ verdict: "cannot tell" }, true)).toBe("cannot tell");
    expect(deltaWords({ verdict: "lower" })).toBe("worse than alone");
  });

  it("have a sign, a unit's digits, and an interval only where there is one", () => {
    expect(differenceText("accuracy", -0.0123)).toBe("−1.23");
    expect(differenceText("loss", 0.25)).toBe("+0.250");
    expect(differenceText("loss", -0.25)).toBe("−0.250");
    expect(spreadText("accuracy", { mean: 0.5, sd: null, runs: 1, nonfinite: 0 })).toBe("50.00");
    expect(spreadText("loss", null)).toBe("–");
    expect(intervalText("f1", { mean: 0, low: null, high: null, pairs: 1, verdict: "cannot tell" })).toBe("");
  });
});
