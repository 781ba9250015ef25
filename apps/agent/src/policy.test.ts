import {
  renderHomeQuestion,
  renderFreeSpace,
  renderLookup,
  renderRegistryRemoval,
  renderTrialFolderRemoval,
  renderTrialRemoval,
  trialFolderIn,
} from "@postern/agent-protocol";
import { expect, test } from "vitest";

import { createPolicy } from "./policy.ts";

function verdictOn(words: readonly [string, ...string[]], allow: readonly string[] = []): string {
  try {
    createPolicy(allow).check({ kind: "run", words });
    return "allowed";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "broken";
  }
}

test.each(["sbatch", "squeue", "sacct", "qsub", "qstat", "bsub", "msub", "java", "nextflow"])("%s is allowed", (program) => {
  expect(verdictOn([program, "--version"])).toBe("allowed");
});

test.each([
  ["a shell", ["sh", "-c", "id"]],
  ["a program of the same name elsewhere", ["/tmp/sbatch"]],
  ["a relative path", ["./sbatch"]],
  ["another case", ["SBATCH"]],
  ["a name that objects have by birth", ["constructor"]],
  ["a lookup that does more", [...renderLookup("java"), "; id"]],
] as const)("%s is refused", (_what, words) => {
  expect(verdictOn(words as unknown as readonly [string, ...string[]])).toBe("agent.refused");
});

test("a lookup of a program is allowed although a shell is not", () => {
  expect(verdictOn(renderLookup("java"))).toBe("allowed");
});

test("the file that a check made is removed although nothing else is", () => {
  expect(verdictOn(renderTrialRemoval("/scratch/ada"))).toBe("allowed");
  expect(verdictOn(["rm", "-f", "--", "/scratch/ada/results"])).toBe("agent.refused");
});

test("the folder of a trial job is removed although no other is", () => {
  expect(verdictOn(renderTrialFolderRemoval(trialFolderIn("/scratch/ada", "0123456789abcd")))).toBe("allowed");
  expect(verdictOn(renderTrialFolderRemoval("/scratch/ada/results"))).toBe("agent.refused");
});

test("how much room a directory has may be asked", () => {
  expect(verdictOn(renderFreeSpace("/scratch/ada"))).toBe("allowed");
  expect(verdictOn(["df"])).toBe("agent.refused");
});

test("where the account is at home may be asked, and no other variable", () => {
  expect(verdictOn(renderHomeQuestion())).toBe("allowed");
  expect(verdictOn(["printenv", "TOWER_ACCESS_TOKEN"])).toBe("agent.refused");
});

test("what a run was lent for container registries is removed although nothing else is", () => {
  expect(verdictOn(renderRegistryRemoval("/scratch/ada/nf-5Mq3xJ2vRp8a1b.registry"))).toBe("allowed");
  expect(verdictOn(renderRegistryRemoval("/scratch/ada"))).toBe("agent.refused");
});

test("what the person allows is allowed, and told to the server", () => {
  expect(verdictOn(["sh", "-c", "id"], ["sh"])).toBe("allowed");
  expect(verdictOn(["anything"], ["*"])).toBe("allowed");
  expect(createPolicy(["sh"]).programs).toContain("sh");
});

test("operations on files are not a matter of programs", () => {
  expect(() => {
    createPolicy([]).check({ kind: "stat", path: "/x" });
  }).not.toThrow();
});
