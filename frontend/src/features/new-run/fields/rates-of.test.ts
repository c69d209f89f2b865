import { expect, it } from "vitest";
import { strip, summary } from "@/testing/runs";
import { offered } from "./RatesOfField";

const tasks = [strip("digit"), strip("parity")];
const names = ["parity", "digit"];

it("runs with the same tasks are offered, as long as they can have rates", () => {
  const runs = [
    summary({ id: 1, name: "a", tasks, status: "succeeded" }),
    summary({ id: 2, name: "b", tasks, status: "queued" }),
    summary({ id: 3, tasks, status: "failed" }),
    summary({ id: 4, tasks: [strip("digit")], status: "succeeded" }),
  ];
  expect(offered(runs, names, [""])).toEqual([
    { value: "1", label: "#1 a (succeeded)" },
    { value: "2", label: "#2 b (queued)" },
  ]);
});

it("any other can be named by its number, once", () => {
  expect(offered([summary({ id: 7, name: "a", tasks })], names, ["7", "#12", "x", "0"])).toEqual([
    { value: "7", label: "#7 a (running)" },
    { value: "12", label: "#12" },
  ]);
});
