import type { WorkflowLaunch } from "@postern/contracts";
import { expect, test } from "vitest";
import { emptyLaunch, launchProblems, launchRequest, paramsProblem, valuesOfAddress, valuesOfLaunch } from "./launch-form.ts";

const good = { ...emptyLaunch, computeEnvId: "e1", pipeline: "https://github.com/nextflow-io/hello" };

const earlier: WorkflowLaunch = {
  id: "l1",
  pipeline: "/data/pipelines/rna",
  revision: "3.14",
  commitId: null,
  workDir: "/scratch/work",
  runName: "grave_hopper",
  sessionId: "5429d66d-7712-3312-d7e0-1a2b3c4d5e6f",
  configProfiles: ["test", "singularity"],
  configText: null,
  paramsText: '{"input":"a.csv"}',
  preRunScript: null,
  postRunScript: "echo done",
  mainScript: null,
  entryName: "PREPARE",
  pullLatest: false,
  stubRun: false,
  resume: false,
  resumeDir: null,
  resumeCommitId: null,
  computeEnv: null,
  dateCreated: "2026-03-10T12:00:00Z",
};

test("a request holds only what was filled in", () => {
  expect(launchProblems(good)).toEqual({});
  expect(launchRequest(good, undefined)).toEqual({ computeEnvId: "e1", pipeline: "https://github.com/nextflow-io/hello" });
});

test("what is missing or wrong is told beside its field", () => {
  const values = { ...emptyLaunch, workDir: "work", runName: "Grave__Hopper", paramsText: "{", profiles: "a b$" };

  expect(Object.keys(launchProblems(values)).toSorted()).toEqual([
    "computeEnvId",
    "configProfiles",
    "paramsText",
    "pipeline",
    "runName",
    "workDir",
  ]);
});

test("parameters may be JSON or YAML, but an object", () => {
  expect(paramsProblem('{"a": 1}')).toBeUndefined();
  expect(paramsProblem("input: a.csv")).toBeUndefined();
  expect(paramsProblem("")).toBeUndefined();
  expect(paramsProblem("[1]")).toContain("object");
  expect(paramsProblem('{"a": }')).toContain("Not JSON yet");
});

test("launching again fills the form, but not the name, which is for one run", () => {
  expect(valuesOfLaunch(earlier)).toMatchObject({
    pipeline: "/data/pipelines/rna",
    revision: "3.14",
    profiles: "test, singularity",
    runName: "",
  });
});

test("launching again keeps what the form does not show; resume brings the session", () => {
  const values = { ...valuesOfLaunch(earlier), computeEnvId: "e1" };

  const fresh = launchRequest(values, earlier);
  const resumed = launchRequest({ ...values, resume: true }, earlier);

  expect(fresh).toMatchObject({ entryName: "PREPARE", postRunScript: "echo done", configProfiles: ["test", "singularity"] });
  expect(fresh).not.toHaveProperty("resume");
  expect(resumed).toMatchObject({ resume: true, sessionId: earlier.sessionId });
});

test("the address fills fields; members it does not know are passed over", () => {
  expect(valuesOfAddress({ pipeline: "nf-core/rnaseq", computeEnv: "e2", colour: "red" })).toEqual({
    pipeline: "nf-core/rnaseq",
    computeEnvId: "e2",
  });
});
