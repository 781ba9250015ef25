import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { ratioOf, renderFigures, renderJson } from "./harness.ts";
import { median, percentile } from "./measure.ts";
import { serverNode } from "./processes.ts";

const figure = { name: "command", value: 3, unit: "ms", compared: { name: "spawn", value: 2 } };

test("a figure is one line with its value, its unit, what it is compared to and the ratio", () => {
  expect(renderFigures([figure])).toBe("command  3.00  ms  spawn 2.00 ms  × 1.50");
});

test("lines are aligned, and a figure without a comparison says so", () => {
  const lines = renderFigures([figure, { name: "memory of the agent", value: 41.5, unit: "MB" }]).split("\n");

  expect(lines).toEqual(["command              3.00  ms  spawn 2.00 ms  × 1.50", "memory of the agent  41.5  MB  –"]);
});

test("the ratio stands in the JSON form", () => {
  expect(JSON.parse(renderJson([figure]))).toEqual([{ ...figure, ratio: 1.5 }]);
});

test("nothing is divided by zero", () => {
  expect(ratioOf({ ...figure, compared: { name: "spawn", value: 0 } })).toBeUndefined();
});

test("the median is not moved by one slow round", () => {
  expect(median([1, 900, 2, 3, 2])).toBe(2);
});

test("a percentile is the value below which that share lies", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect([percentile(hundred, 0.99), percentile(hundred, 0.5), percentile([7], 0.99)]).toEqual([99, 50, 7]);
});

test("servers of benchmarks are run as the command at the root runs the one that people use", async () => {
  const command = await readFile(new URL("../postern", import.meta.url), "utf8");
  const flags = /exec "\$node" (?<flags>.*) "\$main"/.exec(command)?.groups?.["flags"]?.split(" ");

  expect(serverNode.slice(1).filter((word) => word !== "--conditions=source")).toEqual(flags);
});
