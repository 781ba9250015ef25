import { isAppError } from "@postern/domain";
import type { LaunchRules } from "@postern/contracts";
import { expect, test } from "vitest";
import { readLaunchRules } from "./read-launch-rules.ts";

const refusalOf = (rules: LaunchRules, platform: "slurm-platform" | "altair-platform" = "slurm-platform") => {
  try {
    return readLaunchRules(platform, rules);
  } catch (error) {
    if (isAppError(error, "request.invalid")) return `${error.fields.join()}: ${error.message}`;
    throw error;
  }
};

test.each<[string, string, LaunchRules[string], RegExp]>([
  ["an option that nobody knows", "colour", { allow: "any" }, /^launchRules\.colour: .* is no option of a launch/],
  ["the prototype of every object", "constructor", { allow: "any" }, /^launchRules\.constructor: .* is no option/],
  ["bounds of another kind", "cpus", { allow: "within", values: ["4"] }, /^launchRules\.cpus: .*cannot be bounded by "values"/],
  ["bounds beside any", "cpus", { allow: "any", max: 4 }, /say "within"/],
  ["no bounds at all", "queue", { allow: "within" }, /Name what a launch may choose/],
  ["a script within something", "preRunScript", { allow: "within" }, /allowed or not/],
  ["a least above the most", "memoryMb", { allow: "within", min: 2, max: 1 }, /more than the most/],
  ["a queue that cannot be one", "queue", { allow: "within", values: ["a b"] }, /no spaces/],
  ["an account that is an option", "account", { allow: "within", values: ["--wrap=x"] }, /does not begin with a dash/],
  ["head job options that Postern sets", "headJobOptions", { allow: "within", values: ["-J x"] }, /-J cannot be used/],
  ["head job options that are not whole", "headJobOptions", { allow: "within", values: ["--comment 'x"] }, /quote/],
  ["a path that climbs", "workDir", { allow: "within", below: ["/a/../b"] }, /\.\./],
  ["a version that is none", "nextflowVersion", { allow: "within", values: ["latest"] }, /no version of Nextflow/],
])("%s is no rule", (_what, option, bound, message) => {
  expect(refusalOf({ [option]: bound })).toMatch(message);
});

test("what the scheduler of the platform does not have cannot be allowed, but may be forbidden", () => {
  expect(refusalOf({ qos: { allow: "any" } }, "altair-platform")).toMatch(/^launchRules\.qos: .*that of this platform has not/);
  expect(refusalOf({ qos: { allow: "no" } }, "altair-platform")).toEqual({});
});

test("rules are kept without what says nothing", () => {
  const sent = {
    queue: { allow: "no" },
    cpus: { allow: "within", min: null, max: 4, values: [], below: null },
    account: { allow: "any" },
  } as const;

  expect(refusalOf({ ...sent, cpus: { ...sent.cpus, values: [] } })).toEqual({
    cpus: { allow: "within", max: 4 },
    account: { allow: "any" },
  });
  expect(readLaunchRules("slurm-platform", null)).toBeUndefined();
});
