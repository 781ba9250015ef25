import { expect, test } from "vitest";
import type { EnvironmentConfig } from "./environment.ts";
import { isSameConfig } from "./is-same-config.ts";

const config: EnvironmentConfig = {
  ...{ workDir: "/w", headQueue: "long", maxQueueSize: 5, propagateHeadJobOptions: true },
  environment: [
    { name: "A", value: "1", head: true, compute: false },
    { name: "B", value: "", compute: true },
  ],
};

test.each<[string, EnvironmentConfig]>([
  ["another order of members", Object.fromEntries(Object.entries(config).toReversed()) as EnvironmentConfig],
  ["empty texts and switches that are off", { ...config, preRunScript: "", perTaskReserve: false }],
  [
    "an order of members in a variable",
    { ...config, environment: config.environment?.map(({ name, ...rest }) => ({ ...rest, name })) ?? [] },
  ],
  [
    "a switch of a variable that is left out",
    {
      ...config,
      environment: [
        { name: "A", value: "1", head: true },
        { name: "B", value: "", compute: true },
      ],
    },
  ],
])("%s changes nothing", (_what, other) => {
  expect(isSameConfig(config, other)).toBe(true);
});

test.each<[string, EnvironmentConfig]>([
  ["a member", { ...config, headQueue: "short" }],
  ["a member less", { ...config, headQueue: "" }],
  ["a switch", { ...config, propagateHeadJobOptions: false }],
  ["the order of variables", { ...config, environment: config.environment?.toReversed() ?? [] }],
  [
    "an empty value of a variable",
    {
      ...config,
      environment: [
        { name: "A", value: "", head: true },
        { name: "B", value: "", compute: true },
      ],
    },
  ],
])("%s is a change", (_what, other) => {
  expect(isSameConfig(config, other)).toBe(false);
});

test("no variables and none are the same", () => {
  expect(isSameConfig({ workDir: "/w", environment: [] }, { workDir: "/w" })).toBe(true);
});
