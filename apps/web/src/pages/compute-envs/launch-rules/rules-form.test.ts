import type { ChangeableOption } from "@postern/contracts";
import { expect, test } from "vitest";
import { boundWords } from "./bound-words.ts";
import { boundOfAnswer, knownOptions, optionTitle } from "./known-options.ts";
import { problemsOfRules, rulesProblems, rulesRequest, rulesValues } from "./rules-form.ts";

const unbound = { values: null, min: null, max: null, below: null };
const option = (name: string, more: Partial<ChangeableOption> = {}): ChangeableOption => ({
  name,
  allow: "no",
  ...unbound,
  own: null,
  ...more,
});
const bounded = [
  option("queue", { allow: "within", values: ["short", "long"] }),
  option("wallTimeSeconds", { allow: "within", max: 172_800 }),
  option("memoryMb", { allow: "within", min: 1024, max: 4096 }),
  option("workDir", { allow: "within", below: ["/scratch/$USER"] }),
  option("preRunScript", { allow: "any" }),
  option("cpus"),
];

test("rules come back as they were read", () => {
  const values = rulesValues({ rules: {}, options: bounded });

  expect(values.rules.wallTimeSeconds).toEqual({ allow: "within", list: "", min: "", max: "2 d" });
  expect(values.rules.queue?.list).toBe("short\nlong");
  expect(rulesProblems(values)).toEqual({});
  expect(rulesRequest(values)).toEqual({
    queue: { allow: "within", values: ["short", "long"] },
    wallTimeSeconds: { allow: "within", max: 172_800 },
    memoryMb: { allow: "within", min: 1024, max: 4096 },
    workDir: { allow: "within", below: ["/scratch/$USER"] },
    preRunScript: { allow: "any" },
  });
});

test("without rules the form begins with what holds now, and sends none", () => {
  const values = rulesValues({ rules: null, options: [option("workDir", { allow: "any" }), option("queue")] });

  expect(values).toMatchObject({ preset: "open", rules: { workDir: { allow: "any" }, queue: { allow: "no" } } });
  expect(rulesRequest(values)).toBeNull();
  expect(rulesRequest({ ...values, preset: "bounded" })).toEqual({ workDir: { allow: "any" } });
});

test("what cannot be a bound is told beside its option; while everything is open nothing is wrong", () => {
  const values = rulesValues({ rules: {}, options: bounded });
  const { memoryMb, queue, wallTimeSeconds, workDir } = values.rules;
  const wrong = {
    ...values,
    rules: {
      ...(queue === undefined ? {} : { queue: { ...queue, list: " \n" } }),
      ...(wallTimeSeconds === undefined ? {} : { wallTimeSeconds: { ...wallTimeSeconds, max: "soon" } }),
      ...(memoryMb === undefined ? {} : { memoryMb: { ...memoryMb, min: "8 GB" } }),
      ...(workDir === undefined ? {} : { workDir: { ...workDir, list: "/a/../b" } }),
    },
  };

  const problems = rulesProblems(wrong);

  expect(Object.keys(problems)).toEqual(["queue", "wallTimeSeconds", "memoryMb", "workDir"]);
  expect(problems.wallTimeSeconds).toMatch(/such as 48 h/);
  expect(problems.memoryMb).toMatch(/8 GB, is more than the most, 4 GB/);
  expect(rulesProblems({ ...wrong, preset: "open" })).toEqual({});
});

test("an option that these pages do not know is passed over", () => {
  expect(knownOptions({ options: [option("later"), option("cpus")] }).map((known) => known.option)).toEqual(["cpus"]);
});

test("bounds in words", () => {
  const words = bounded.map((one) => `${optionTitle(one.name as "cpus")}: ${boundWords(one.name as "cpus", boundOfAnswer(one))}`);

  expect(words).toEqual([
    "Queue: short, long",
    "Wall time: at most 2 d",
    "Memory: at least 1 GB, at most 4 GB",
    "Work directory: /scratch/$USER or below",
    "Pre-run script: its own",
    "Processors: ",
  ]);
  expect(boundWords("cpus", { allow: "within", min: 2, max: 2 })).toBe("exactly 2");
  expect(boundWords("queue", { allow: "within", values: Array.from({ length: 14 }, (_, index) => `q${String(index)}`) })).toMatch(
    /q11 and 2 more$/,
  );
});

test("what the server blames stands beside its option", () => {
  expect(problemsOfRules(["queue"], "No.")).toEqual({ queue: "No." });
});
