import { expect, test } from "vitest";
import { toMetrics } from "./metrics-wire.ts";

const nothing = {
  cpu: null,
  mem: null,
  vmem: null,
  time: null,
  reads: null,
  writes: null,
  cpuUsage: null,
  memUsage: null,
  timeUsage: null,
};

test("a measurement that a process does not have is null", () => {
  const reported = [{ process: "FASTQC", cpu: { mean: 1.5 }, mem: null, vmem: "odd" }];

  expect(toMetrics(JSON.stringify(reported))).toEqual([{ ...nothing, process: "FASTQC", cpu: { mean: 1.5 } }]);
});

test("what is no metric is left out", () => {
  const reported = [5, null, "x", [], {}, { process: 7 }, { process: "FASTQC" }];

  expect(toMetrics(JSON.stringify(reported))).toEqual([{ ...nothing, process: "FASTQC" }]);
});

test.each([null, "{}", "5"])("there are none in %s", (json) => {
  expect(toMetrics(json)).toEqual([]);
});
