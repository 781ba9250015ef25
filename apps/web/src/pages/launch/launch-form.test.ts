import type { NextflowVersionsOffer, WorkflowLaunch } from "@postern/contracts";
import { expect, test } from "vitest";
import { emptyVersionWords, versionSuggestions } from "./version-suggestions.ts";
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
  nextflowVersion: "24.10.4",
  overrides: null,
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
  expect(launchProblems(good, [])).toEqual({});
  expect(launchRequest(good, undefined, [])).toEqual({ computeEnvId: "e1", pipeline: "https://github.com/nextflow-io/hello" });
});

test("what is missing or wrong is told beside its field", () => {
  const values = { ...emptyLaunch, workDir: "work", runName: "Grave__Hopper", paramsText: "{", profiles: "a b$" };

  expect(Object.keys(launchProblems(values, [])).toSorted()).toEqual([
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

  const fresh = launchRequest(values, earlier, []);
  const resumed = launchRequest({ ...values, resume: true }, earlier, []);

  expect(fresh).toMatchObject({
    nextflowVersion: "24.10.4",
    entryName: "PREPARE",
    postRunScript: "echo done",
    configProfiles: ["test", "singularity"],
  });
  expect(fresh).not.toHaveProperty("resume");
  expect(resumed).toMatchObject({ resume: true, sessionId: earlier.sessionId });
});

test("the address fills fields; members it does not know are passed over", () => {
  expect(valuesOfAddress({ pipeline: "nf-core/rnaseq", computeEnv: "e2", colour: "red" })).toEqual({
    pipeline: "nf-core/rnaseq",
    computeEnvId: "e2",
  });
});

test.each([
  ["", undefined],
  ["24.10.4", undefined],
  [" 25.01.0-edge ", undefined],
  ["latest", "Give a version such as 24.10.4, or leave it empty."],
  ["24.10", "Give a version such as 24.10.4, or leave it empty."],
])("the version %j of Nextflow is told so: %s", (nextflowVersion, problem) => {
  expect(launchProblems({ ...good, nextflowVersion }, []).nextflowVersion).toBe(problem);
});

test("each version of a cluster is proposed once, with where a run would take it from", () => {
  const offer: NextflowVersionsOffer = {
    ...{
      askedAt: "2026-01-01T00:00:00Z",
      folder: "/w/.postern/nextflow",
      found: null,
      chosen: null,
      lastUpdated: "2026-01-01T00:00:00Z",
      areModulesKnown: true,
    },
    versions: [
      { version: "25.10.2", from: "module", module: "nextflow/25.10.2" },
      { version: "24.10.4", from: "folder", module: null },
      { version: "24.10.4", from: "module", module: "nextflow/24.10.4" },
    ],
  };

  expect(versionSuggestions(offer)).toEqual([
    { name: "25.10.2", about: "module nextflow/25.10.2" },
    { name: "24.10.4", about: "kept on the cluster" },
  ]);
  expect(versionSuggestions(undefined)).toEqual([]);
  expect([emptyVersionWords(undefined), emptyVersionWords(offer), emptyVersionWords({ ...offer, found: "25.10.2" })]).toEqual([
    "Empty: what the cluster has.",
    "Empty: what the cluster has.",
    "Empty: what the cluster has, 25.10.2.",
  ]);
  expect(emptyVersionWords({ ...offer, chosen: "24.10.4" })).toBe("Empty: 24.10.4, as the environment says.");
});
