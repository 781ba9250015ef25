import { expect, test } from "vitest";
import { causeOf, pipelineWords } from "./run-words.ts";

const failed = { status: "FAILED", errorMessage: null, errorReport: null, exitStatus: null } as const;

test.each([
  ["nf-core/rnaseq", "3.14", "nf-core/rnaseq 3.14"],
  ["https://github.com/nextflow-io/hello.git", null, "nextflow-io/hello"],
  ["/data/pipelines/rna", "", "/data/pipelines/rna"],
])("%s at %s reads %s", (projectName, revision, words) => {
  expect(pipelineWords({ projectName, revision })).toBe(words);
});

test("the cause of a failed run is the first line that says something", () => {
  expect(causeOf({ ...failed, errorMessage: "\n  Process STAR failed\nmore" })).toBe("Process STAR failed");
  expect(causeOf({ ...failed, errorReport: "Error executing process" })).toBe("Error executing process");
  expect(causeOf({ ...failed, exitStatus: 137 })).toBe("Nextflow ended with exit status 137.");
  expect(causeOf(failed)).toBe("Failed without a message.");
});

test("a run that is not known says what is done about it", () => {
  expect(causeOf({ ...failed, status: "UNKNOWN" })).toBe("No sign of life. Asking the scheduler.");
});

test("runs that are well have no cause", () => {
  expect(causeOf({ ...failed, status: "SUCCEEDED", errorMessage: "left over" })).toBeUndefined();
});

test("a script of its own is called by the name that its pipeline gives itself", () => {
  const script = { projectName: "main.nf", revision: null };

  expect(pipelineWords({ ...script, manifest: { name: "hello" } })).toBe("hello");
  expect(pipelineWords({ ...script, manifest: { name: null } })).toBe("main.nf");
  expect(pipelineWords({ ...script, projectName: "nf-core/rnaseq", manifest: { name: "other" } })).toBe("nf-core/rnaseq");
});
