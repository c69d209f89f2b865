import { describe, expect, it } from "vitest";
import { pageOf } from "@/app/pages";
import { router } from "@/app/router";
import { membershipChanged } from "@/app/useLiveInvalidation";
import { summary } from "@/testing/runs";

describe("lists and counts", () => {
  const before = new Map([[1, summary({ id: 1 })]]);

  it("are asked for again when a run comes, goes or changes its status", () => {
    expect(membershipChanged(before, new Map([...before, [2, summary({ id: 2 })]]))).toBe(true);
    expect(membershipChanged(before, new Map([[1, summary({ id: 1, status: "failed" })]]))).toBe(true);
    expect(membershipChanged(before, new Map([[1, { id: 1, deleted: true as const }]]))).toBe(true);
  });

  it("are left alone when a run only gets on", () => {
    expect(membershipChanged(before, before)).toBe(false);
    expect(membershipChanged(before, new Map([[1, summary({ id: 1, epochs_done: 9, revision: 9 })]]))).toBe(
      false,
    );
  });
});

describe("addresses", () => {
  it("are readable and read back what they were made from", () => {
    const { href } = router.buildLocation({ to: "/runs", search: { q: "42", status: "failed" } });
    expect(href).toBe("/runs?q=42&status=failed");
    expect(router.parseLocation).toBeTypeOf("function");
    expect(router.options.parseSearch?.("?q=42&status=failed")).toEqual({ q: 42, status: "failed" });
  });

  it("lead to a cell of a run", () => {
    const search = { task: "parity", epoch: 12 };
    expect(router.buildLocation({ to: "/runs/$runId", params: { runId: 7 }, search }).href).toBe(
      "/runs/7?task=parity&epoch=12",
    );
  });
});

describe("the page that an address belongs to", () => {
  it.each([
    ["/runs", "Runs"],
    ["/runs/7/explain", "Runs"],
    ["/data/digits", "Data"],
    ["/runsaway", undefined],
  ])("of %s is known", (path, label) => expect(pageOf(path)?.label).toBe(label));
});
