import { expect, test } from "vitest";
import { askedWords, causeOf, headJobWords, isInQueue, pipelineWords } from "./run-words.ts";

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

test.each([
  ["SUBMITTED", "queued", true],
  ["SUBMITTED", "submitted", false],
  ["SUBMITTED", "nothing", false],
  ["RUNNING", "queued", false],
] as const)("a run that is %s with a head job that is %s waits in the queue: %s", (status, jobStatus, isWaiting) => {
  expect(isInQueue({ workflow: { status }, jobInfo: { operationId: "2", status: jobStatus } })).toBe(isWaiting);
});

test("a run without a known head job is not said to wait in the queue", () => {
  expect(isInQueue({ workflow: { status: "SUBMITTED" }, jobInfo: null })).toBe(false);
});

test.each([
  ["RUNNING", "running", "2 (running)"],
  ["SUBMITTED", "queued", "2 (waiting in queue)"],
  ["UNKNOWN", "absent", "2 (not listed by the scheduler)"],
  ["UNKNOWN", "nothing", "2 (the scheduler did not answer)"],
  ["RUNNING", null, "2"],
] as const)("the head job of a run that is %s, seen as %s, reads %s", (status, jobStatus, words) => {
  expect(headJobWords({ workflow: { status }, jobInfo: { operationId: "2", status: jobStatus } })).toBe(words);
});

test.each(["SUCCEEDED", "FAILED", "CANCELLED"] as const)(
  "of a run that is %s the head job is named without what was last seen of it",
  (status) => {
    expect(headJobWords({ workflow: { status }, jobInfo: { operationId: "2", status: "running" } })).toBe("2");
  },
);

test("a run that has no head job, or none that the scheduler took, names none", () => {
  expect(headJobWords({ workflow: { status: "RUNNING" }, jobInfo: null })).toBeNull();
  expect(headJobWords({ workflow: { status: "SUBMITTED" }, jobInfo: { operationId: null, status: "prepared" } })).toBeNull();
});

test("what the head job asked for is one line", () => {
  const nothing = { account: null, qos: null, wallTimeSeconds: null, memoryMb: null, cpus: null, constraint: null, noticeSeconds: null };

  expect(
    askedWords({ ...nothing, account: "ab12", qos: "long", wallTimeSeconds: 172_800, memoryMb: 4096, cpus: 2, constraint: "ssd" }),
  ).toBe("account ab12, quality of service long, 2 d, 4 GB, 2 processors, constraint ssd");
  expect(askedWords({ ...nothing, cpus: 1, noticeSeconds: 60 })).toBe("1 processor");
  expect(askedWords(nothing)).toBeNull();
  expect(askedWords(null)).toBeNull();
});
