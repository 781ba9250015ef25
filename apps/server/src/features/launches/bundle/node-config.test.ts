import { containerEngines } from "@postern/domain";
import type { BindPath, ContainerEngine, NodeSetup } from "@postern/domain";
import { describe, expect, test } from "vitest";
import { renderNextflowConfig } from "./nextflow-config.ts";
import { renderNodeConfig } from "./node-config.ts";
import { testPlan, testRecord } from "./plan.fixture.ts";

const offBut = (engine: string) => containerEngines.filter((one) => one !== engine).map((one) => `${one}.enabled = false`);

test("nothing is said where nothing was set", () => {
  expect(renderNodeConfig({})).toEqual([]);
});

test("modules of tasks, scratch and the profile of a site are said in Nextflow's words", () => {
  const setup = { modules: ["apptainer/1.3.4", "bio/x/2"], headModules: ["nextflow"], siteProfile: "uppmax" };

  expect(renderNodeConfig({ ...setup, scratch: "true" })).toEqual([
    "includeConfig 'https://raw.githubusercontent.com/nf-core/configs/master/conf/uppmax.config'",
    "process.module = ['apptainer/1.3.4', 'bio/x/2']",
    "process.scratch = true",
  ]);
  expect(renderNodeConfig({ scratch: "$TMPDIR" })).toEqual([String.raw`process.scratch = '"\${TMPDIR}"'`.replace(String.raw`\$`, "$")]);
  expect(renderNodeConfig({ scratch: "/local/größe/${USER}" })).toEqual([String.raw`process.scratch = '\'/local/größe/\'"${"$"}{USER}"'`]);
});

test.each(containerEngines)("%s is switched on, and each other one off", (engine) => {
  const lines = renderNodeConfig({ containerEngine: engine });

  const mounts = engine === "apptainer" || engine === "singularity" ? [`${engine}.autoMounts = true`] : [];
  expect(lines).toEqual([...offBut(engine), `${engine}.enabled = true`, ...mounts]);
});

test("without containers every engine is off, whatever a profile says", () => {
  expect(renderNodeConfig({ containerEngine: "none" })).toEqual(offBut(""));
});

describe("folders are told to each engine in its own words", () => {
  const plain: BindPath = { source: "/data", target: "/mnt" };
  const words = (engine: ContainerEngine, ...bindPaths: readonly BindPath[]) =>
    renderNodeConfig({ containerEngine: engine, bindPaths })
      .find((line) => line.includes("runOptions"))
      ?.split(" = ")[1];
  const groovy = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;

  test.each([
    ["apptainer", "-B '/data':'/mnt'"],
    ["singularity", "-B '/data':'/mnt'"],
    ["docker", "-v '/data':'/mnt'"],
    ["podman", "-v '/data':'/mnt'"],
    ["charliecloud", "-b '/data':'/mnt'"],
    ["sarus", "--mount=type=bind,source='/data',destination='/mnt'"],
  ] as const)("%s: %s", (engine, expected) => {
    expect(words(engine, plain)).toBe(groovy(expected));
  });

  test.each([
    ["apptainer", "-B '/data'"],
    ["docker", "-v '/data':'/data'"],
    ["podman", "-v '/data':'/data'"],
    ["charliecloud", "-b '/data'"],
    ["sarus", "--mount=type=bind,source='/data',destination='/data'"],
  ] as const)("the same place inside, %s: %s", (engine, expected) => {
    expect(words(engine, { source: "/data" })).toBe(groovy(expected));
  });

  test.each([
    ["apptainer", "-B '/data':'/data':ro"],
    ["docker", "-v '/data':'/data':ro"],
    ["podman", "-v '/data':'/data':ro"],
  ] as const)("to be read only, %s: %s", (engine, expected) => {
    expect(words(engine, { source: "/data", isReadOnly: true })).toBe(groovy(expected));
  });

  test.each([
    ["apptainer", `--mount type=bind,'"'source='/a:b,c''"','"'destination='/d''"',ro`],
    ["docker", `--mount type=bind,'"'source='/a:b,c''"','"'destination='/d''"',readonly`],
  ] as const)("with letters that mean something to it, %s: %s", (engine, expected) => {
    expect(words(engine, { source: "/a:b,c", target: "/d", isReadOnly: true })).toBe(groovy(expected));
  });

  test("several, with variables of the node", () => {
    expect(words("apptainer", { source: "$TMPDIR", target: "/tmp" }, { source: "/s/$USER/x" })).toBe(
      groovy(`-B "\${TMPDIR}":'/tmp' -B '/s/'"\${USER}"'/x'`),
    );
  });
});

test("a folder for images is said where the engine keeps some", () => {
  const setup: NodeSetup = { containerEngine: "apptainer", containerCacheDir: "/home/jane/it's" };

  expect(renderNodeConfig(setup)).toContain(String.raw`apptainer.cacheDir = '/home/jane/it\'s'`);
});

test("what is written by hand wins over the fields, and the launch over both", () => {
  const config = { workDir: "/w", nextflowConfig: "process.scratch = '/by/hand'" };
  const record = testRecord({ configText: "process.scratch = false" });

  const lines = renderNextflowConfig(testPlan({ config, record, nodes: { scratch: "true" } })).split("\n");

  expect(lines.filter((line) => line.includes("scratch"))).toEqual([
    "process.scratch = true",
    "process.scratch = '/by/hand'",
    "process.scratch = false",
  ]);
});
