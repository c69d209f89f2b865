import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import type { Config, Epoch } from "@/charts/records";
import { epochOf, runOf, taskEpoch } from "@/charts/testing/records";
import { renderInApp } from "@/testing/render";
import { config } from "@/testing/runs";
import type { Look } from "./Conflicts";
import { learnedWeights, learnsAnything } from "./learned";
import { MethodTab } from "./MethodTab";

const PCGRAD: Partial<Config> = {
  weighting: { kind: "fixed" },
  aggregation: { kind: "pcgrad", gradients: "shared_features" },
};

function runWith(tasks: string[], own: Partial<Config>) {
  const made = runOf(tasks);
  return { ...made, config: { ...made.config, ...own } };
}

function epochs(cosines: (number | null)[]): Epoch[] {
  return cosines.map((cosine, i) =>
    epochOf(
      i + 1,
      ["a", "b"].map((task) => taskEpoch(task, { gradient_weight: 1.2 })),
      {
        gradient_cosines: [
          [1, cosine],
          [cosine, 1],
        ],
      },
    ),
  );
}

/** The tab with an address of its own. */
function Page({
  run,
  of,
  start = null,
}: {
  run: ReturnType<typeof runWith>;
  of: Epoch[];
  start?: number | null;
}) {
  const [look, setLook] = useState<Look>({ at: start, pair: null });
  return (
    <>
      <MethodTab run={run} epochs={of} look={look} onLook={setLook} />
      <output>{JSON.stringify(look)}</output>
    </>
  );
}

describe("what a method learns", () => {
  it("is nothing where losses keep their weights and gradients are added", () => {
    expect(learnsAnything(config)).toBe(false);
    expect(learnsAnything({ ...config, weighting: { kind: "equal" } })).toBe(false);
    expect(learnsAnything({})).toBe(false); // of a run older than the methods
  });

  it("names who set the weights", () => {
    const of = { ...config, weighting: { kind: "gradnorm" as const, asymmetry: 1.5, learning_rate: 0.025 } };
    expect(
      learnedWeights({ ...of, ...{ aggregation: PCGRAD.aggregation as Config["aggregation"] } }),
    ).toMatchObject([
      { weight: "weight", hint: expect.stringContaining("What GradNorm multiplied") },
      { weight: "gradient_weight", hint: expect.stringContaining("What PCGrad multiplied") },
    ]);
    const { schedule } = config;
    const soft = { ...schedule, kind: "soft" } as Config["schedule"];
    expect(learnedWeights({ ...config, schedule: soft })[0]?.hint).toContain("the soft schedule");
  });
});

describe("the tab Method", () => {
  it("says in words what a negative cosine means, and which pair has one", async () => {
    await renderInApp(<Page run={runWith(["a", "b"], PCGRAD)} of={epochs([-0.2, -0.4, 0.1])} />);
    expect(screen.getByText("Below 0 they conflict")).toBeVisible();
    const row = within(screen.getByRole("table")).getAllByRole("row")[1] as HTMLElement;
    expect(row).toHaveTextContent("A a · b");
    expect(row).toHaveTextContent("−0.167");
    expect(row).toHaveTextContent("2 of 3");
    expect(
      screen.getByText("A negative mean: on average a step for one task set the other back."),
    ).toBeVisible();
  });

  it("goes through the epochs by keyboard; the newest is followed", async () => {
    await renderInApp(<Page run={runWith(["a", "b"], PCGRAD)} of={epochs([-0.2, -0.4, 0.1])} />);
    const slider = screen.getByRole("slider", { name: "Epoch of the matrix" });
    expect(slider).toHaveAttribute("aria-valuenow", "3");
    slider.focus();
    await userEvent.keyboard("{ArrowLeft}");
    expect(screen.getByText("Epoch 2")).toBeVisible();
    expect(screen.getByRole("status")).toHaveTextContent('{"at":2,"pair":null}');
    await userEvent.keyboard("{ArrowRight}");
    expect(screen.getByRole("status")).toHaveTextContent('{"at":null,"pair":null}');
  });

  it("shows one pair, chosen from the list or by name", async () => {
    await renderInApp(<Page run={runWith(["a", "b"], PCGRAD)} of={epochs([0.3, 0.4])} />);
    expect(screen.getByText("No pair conflicted on average.")).toBeVisible();
    await userEvent.click(screen.getByRole("button", { name: /a · b/ }));
    expect(screen.getByRole("heading", { name: "Cosine of a and b" })).toBeVisible();
    await userEvent.selectOptions(
      screen.getByRole("combobox", { name: "Pairs on the chart" }),
      "most conflicting",
    );
    expect(screen.getByRole("heading", { name: "Most conflicting pairs" })).toBeVisible();
  });

  it("says why there is no matrix", async () => {
    const dropped = epochOf(1, [taskEpoch("a"), taskEpoch("b", { active: false })], {
      gradient_cosines: [
        [1, null],
        [null, null],
      ],
    });
    await renderInApp(<Page run={runWith(["a", "b"], PCGRAD)} of={[dropped]} />);
    expect(screen.getByText(/No two tasks trained together in epoch 1/)).toBeVisible();
  });

  it("says what is missing before the first epoch, of a single task and of added gradients", async () => {
    const { weighting: _, ...combined } = PCGRAD;
    await renderInApp(
      <>
        <MethodTab
          run={runWith(["a", "b"], combined)}
          epochs={[]}
          look={{ at: null, pair: null }}
          onLook={() => {}}
        />
        <MethodTab
          run={runWith(["a"], combined)}
          epochs={[]}
          look={{ at: null, pair: null }}
          onLook={() => {}}
        />
        <MethodTab
          run={runWith(["a", "b"], { weighting: { kind: "gls" } })}
          epochs={[]}
          look={{ at: null, pair: null }}
          onLook={() => {}}
        />
      </>,
    );
    expect(screen.getByText("The first matrix comes after the first epoch.")).toBeVisible();
    expect(screen.getByText(/A single task has no other/)).toBeVisible();
    expect(screen.getByText(/gradients of this run are simply added/)).toBeVisible();
  });
});
