import { expect, test } from "vitest";
import { bundlePaths } from "./bundle-paths.ts";
import { renderBundle } from "./bundle-files.ts";
import { renderLauncher } from "./launcher.ts";
import { renderNextflowWords } from "./nextflow-words.ts";
import { testPlan, testRecord, testRunId } from "./plan.fixture.ts";

const paths = bundlePaths("/scratch/jane", testRunId);

test("the launcher of a plain launch", async () => {
  const script = renderLauncher(testPlan(), paths);

  await expect(script).toMatchFileSnapshot("launcher.golden.sh");
});

test("the launcher of a server whose authority is its own", async () => {
  const script = renderLauncher(testPlan({ authorityPem: "-----BEGIN CERTIFICATE-----" }), paths);

  await expect(script).toMatchFileSnapshot("launcher-self-signed.golden.sh");
});

test("the authority travels with a launch of a server that made it itself, and with no other", () => {
  const own = renderBundle(testPlan({ authorityPem: "PEM\n" }), paths, "token");
  const plain = renderBundle(testPlan(), paths, "token");

  expect(own.find(({ path }) => path === paths.authority)).toEqual({ path: `${paths.prefix}.ca.pem`, text: "PEM\n" });
  expect(plain.map(({ path }) => path)).not.toContain(paths.authority);
});

test("the directives of the scheduler stand before the first command", () => {
  const lines = renderLauncher(testPlan({ header: ["#SBATCH --exclusive"] }), paths).split("\n");

  expect(lines.slice(0, 2)).toEqual(["#!/bin/bash", "#SBATCH --exclusive"]);
});

test("everything that a launch form can ask for becomes words of Nextflow", () => {
  const record = testRecord({
    revision: "main",
    commitId: "0123abc",
    configProfiles: ["test", "docker"],
    paramsText: "input: data.csv",
    mainScript: "other.nf",
    entryName: "QC",
    pullLatest: true,
    stubRun: true,
    resume: true,
    outputDir: "/out dir",
  });

  const words = renderNextflowWords(testPlan({ record }), paths);

  expect(words.slice(words.indexOf("-with-tower"))).toEqual([
    ...["-with-tower", "https://postern.example.org/api"],
    ...["-params-file", `${paths.prefix}.params.yml`],
    ...["-r", "0123abc", "-profile", "test,docker"],
    ...["-main-script", "other.nf", "-entry", "QC", "-output-dir", "/out dir"],
    ...["-latest", "-stub-run", "-resume", record.sessionId],
  ]);
});

test("members that were sent empty are not asked of Nextflow", () => {
  const record = testRecord({ revision: "", commitId: null, configProfiles: [], paramsText: " ", mainScript: "", entryName: "" });

  expect(renderNextflowWords(testPlan({ record }), paths).at(-1)).toBe("https://postern.example.org/api");
});

test("variables for the head job are exported, ours after those of the user", () => {
  const environment = [
    { name: "TOWER_WORKFLOW_ID", value: "mine" },
    { name: "FOR_TASKS", value: "x", compute: true },
  ];

  const script = renderLauncher(testPlan({ config: { workDir: "/w", environment } }), paths);

  expect(script).not.toContain("FOR_TASKS");
  expect(script.indexOf("export TOWER_WORKFLOW_ID=mine")).toBeLessThan(script.indexOf(`export TOWER_WORKFLOW_ID=${testRunId}`));
});

test("the token is in the secrets file only, and that comes last", () => {
  const files = renderBundle(testPlan({ record: testRecord({ paramsText: "{}" }) }), paths, "tok'en");

  expect(files.filter(({ text }) => text.includes("tok")).map(({ path }) => path)).toEqual([paths.secrets]);
  expect(files.at(-1)).toEqual({ path: paths.secrets, text: `export TOWER_ACCESS_TOKEN='tok'\\''en'\n` });
});

test("the script of the launch form replaces that of the environment", () => {
  const config = { workDir: "/w", preRunScript: "module load java\r\n", postRunScript: "echo environment" };
  const record = testRecord({ postRunScript: "echo launch" });

  const texts = new Map(renderBundle(testPlan({ config, record }), paths, "token").map(({ path, text }) => [path, text]));

  expect(texts.get(paths.preRun)).toBe("module load java\n");
  expect(texts.get(paths.postRun)).toBe("echo launch\n");
});
