import { expect, test } from "vitest";
import type { LaunchOption } from "./launch-options.ts";
import { boundProblem } from "./launch-rules.ts";
import type { LaunchBound } from "./launch-rules.ts";

const within = (ends: object): LaunchBound => ({ allow: "within", ...ends });

test.each<[LaunchOption, LaunchBound]>([
  ["queue", { allow: "any" }],
  ["preRunScript", { allow: "no" }],
  ["queue", within({ values: ["short"] })],
  ["constraint", within({ values: ["a&b", "[x|y]"] })],
  ["variables", within({ values: ["GENOME"] })],
  ["cpus", within({ max: 4 })],
  ["cpus", within({ min: 4, max: 4 })],
  ["workDir", within({ below: ["/scratch/$USER", "$TW_AGENT_WORKDIR"] })],
])("%s can be bounded by %j", (option, bound) => {
  expect(boundProblem(option, bound)).toBeUndefined();
});

test.each<[LaunchOption, LaunchBound, RegExp]>([
  ["queue", within({}), /Name what a launch may choose for the queue/],
  ["queue", within({ values: [] }), /Name what/],
  ["queue", within({ values: ["a", ""] }), /empty/],
  ["queue", within({ values: [" a"] }), /begins or ends with a space/],
  ["queue", within({ values: ["a\nb"] }), /line end/],
  ["queue", within({ values: ["a", "a"] }), /twice/],
  ["queue", within({ values: Array.from({ length: 101 }, (_, index) => `q${String(index)}`) }), /more than 100/],
  ["variables", within({ values: ["A-B"] }), /A-B is no name of a variable/],
  ["cpus", within({}), /least or the most/],
  ["wallTimeSeconds", within({ min: 7200, max: 3600 }), /The least for the wall time, 2 h, is more than the most, 1 h\./],
  ["workDir", within({ below: ["/scratch/../x"] }), /\. or \.\./],
  ["workDir", within({ below: ["scratch"] }), /must begin with \//],
  ["workDir", within({ below: ["/scratch/$PROJECT"] }), /\$PROJECT/],
  ["preRunScript", within({ values: ["x"] }), /allowed or not/],
])("%s cannot be bounded by %j", (option, bound, sentence) => {
  expect(boundProblem(option, bound)).toMatch(sentence);
});
