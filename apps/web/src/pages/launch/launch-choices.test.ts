import type { LaunchBound, LaunchOption } from "@postern/domain";
import { expect, test } from "vitest";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { choiceProblems, choicesOf, choiceWords, emptyChoices, overridesRequest, textProblem } from "./launch-choices.ts";
import { launchProblems, emptyLaunch } from "./launch-form.ts";
import { locksOf, lockOf } from "./locks.ts";

const known = (option: LaunchOption, bound: LaunchBound, own: string | number | null = null): KnownOption => ({ option, bound, own });
const options = [
  known("queue", { allow: "within", values: ["short", "long"] }, "normal"),
  known("account", { allow: "no" }, "ab12"),
  known("wallTimeSeconds", { allow: "within", max: 172_800 }, 3600),
  known("memoryMb", { allow: "any" }),
  known("variables", { allow: "within", values: ["GENOME"] }),
];
const line = { value: "1", head: true, compute: false };

test("what was filled in becomes the request, in its units, and nothing else does", () => {
  const values = {
    choices: { queue: " long ", wallTimeSeconds: "2 d", memoryMb: "4 GB", account: "" },
    variables: [{ ...line, name: " GENOME " }],
  };

  expect(choiceProblems(values, options)).toEqual({});
  expect(overridesRequest(values, options)).toEqual({
    overrides: { queue: "long", wallTimeSeconds: 172_800, memoryMb: 4096, variables: [{ ...line, name: "GENOME" }] },
  });
  expect(overridesRequest(emptyChoices, options)).toEqual({});
  expect(overridesRequest(values, [])).toEqual({});
  expect(choiceWords(values, options)).toBe("Queue long, Wall time 2 d, Memory 4 GB, GENOME");
});

test.each<[string, Parameters<typeof choiceProblems>[0], RegExp]>([
  ["queue", { choices: { queue: "vip" }, variables: [] }, /short or long here, and not vip/],
  ["account", { choices: { account: "xy98" }, variables: [] }, /may not choose the account here/],
  ["wallTimeSeconds", { choices: { wallTimeSeconds: "3 d" }, variables: [] }, /at most 2 d/],
  ["wallTimeSeconds", { choices: { wallTimeSeconds: "soon" }, variables: [] }, /such as 48 h/],
  ["memoryMb", { choices: { memoryMb: "4" }, variables: [] }, /with its unit/],
  ["variables", { choices: {}, variables: [{ ...line, name: "OTHER" }] }, /and not OTHER/],
  ["variables", { choices: {}, variables: [{ ...line, name: "A-B" }] }, /no name of a variable/],
  ["variables", { choices: {}, variables: [1, 2].map(() => ({ ...line, name: "GENOME" })) }, /set twice/],
])("%s is told beside its field: %j", (option, values, sentence) => {
  expect(choiceProblems(values, options)[option as "queue"]).toMatch(sentence);
});

test("what the environment says anyway may be repeated", () => {
  expect(choiceProblems({ choices: { account: "ab12", wallTimeSeconds: "1 h" }, variables: [] }, options)).toEqual({});
});

test("an earlier launch fills the form", () => {
  const overrides = { queue: "long", wallTimeSeconds: 5400, cpus: null, variables: [{ name: "A", value: "1", compute: true }] };

  expect(choicesOf({ overrides })).toEqual({
    choices: { queue: "long", wallTimeSeconds: "1 h 30 min" },
    variables: [{ name: "A", value: "1", head: false, compute: true }],
  });
  expect(choicesOf({ overrides: null })).toEqual(emptyChoices);
});

test("a path is judged where no variable is in it, else by the server", () => {
  const within: LaunchBound = { allow: "within", below: ["/scratch"] };

  expect(textProblem("/data", known("workDir", within, "/work"))).toMatch(/\/scratch or below/);
  expect(textProblem("/scratch/x", known("workDir", within, "/work"))).toBeUndefined();
  expect(textProblem("$HOME/x", known("workDir", within, "/work"))).toBeUndefined();
  expect(textProblem("/data", known("workDir", { allow: "within", below: ["/scratch/$USER"] }, "/work"))).toBeUndefined();
});

test("a field that is closed says who could open it, and what stands in it can still be taken out", () => {
  const closed = [known("preRunScript", { allow: "no" })];
  const locks = locksOf(closed, "Ask jane.");

  expect(lockOf(locks, "preRunScript", "")).toEqual({ disabled: true, description: "As the environment says. Ask jane." });
  expect(lockOf(locks, "preRunScript", "true")).toMatchObject({ disabled: false });
  expect(lockOf(locks, "configText", "")).toEqual({ disabled: false });
  expect(launchProblems({ ...emptyLaunch, computeEnvId: "e", pipeline: "/p", preRunScript: "true" }, closed)).toMatchObject({
    preRunScript: expect.stringContaining("may not choose the pre-run script") as string,
  });
});
