import { AppError } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { expect, test } from "vitest";
import { parseModules } from "../modules/find-modules.ts";
import { compareVersions, findNextflowModules, nextflowModulesAmong } from "./nextflow-modules.ts";

const marked = (text: string) => text.replaceAll(/^(?=.)/gm, "postern-module|");

const environmentModules = `/usr/share/modules/modulefiles:
nextflow/22.10.1
nextflow/24.10.4(default)
nextflow/24.04.4
`;

const lmod = `/apps/modulefiles/Core:
nextflow/
nextflow/23.10.1
nextflow/25.04.6
Nextflow/24.10.2(D)
bio/Nextflow/
bio/Nextflow/24.10.5-Java-17
  bio/Nextflow: bio/Nextflow/24.10.5-Java-17
    This module can be loaded directly: module load bio/Nextflow/24.10.5-Java-17
ERROR: Invalid command 'spider'
nextflow-tools/1.2.0
nf-core/3.0.2
`;

test("the list of Environment Modules is read, newest first, without its mark for the default", () => {
  const modules = nextflowModulesAmong(parseModules({ stdout: marked(environmentModules) }));

  expect(modules).toEqual([
    { name: "nextflow/24.10.4", version: "24.10.4" },
    { name: "nextflow/24.04.4", version: "24.04.4" },
    { name: "nextflow/22.10.1", version: "22.10.1" },
  ]);
});

test("the list of Lmod is read, with folders before the name, and neighbours of the name are left out", () => {
  const modules = nextflowModulesAmong(parseModules({ stdout: `Welcome!\nnextflow/1.1.1\n${marked(lmod)}` }));

  expect(modules.map(({ name }) => name)).toEqual([
    ...["nextflow/25.04.6", "bio/Nextflow/24.10.5-Java-17", "Nextflow/24.10.2", "nextflow/23.10.1"],
  ]);
});

test.each([
  ["nothing", ""],
  ["a shell without modules", "bash: module: command not found\n"],
  ["an error of Lmod", 'Lmod has detected the following error:  Unable to find: "nextflow".\n'],
  ["a path", "/opt/nextflow/24.10.4/bin/nextflow: not found\n"],
])("%s names no module", (_, said) => {
  expect(nextflowModulesAmong(parseModules({ stdout: marked(said) }))).toEqual([]);
});

test.each([
  ["24.10.4", "24.10.10"],
  ["24.4.0", "24.10.0"],
  ["24.10.0-edge", "24.10.0"],
  ["23.10.1", "24.04.0-edge"],
])("%s is older than %s", (older, newer) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
  expect(compareVersions(older, older)).toBe(0);
});

test.each(["agent.refused", "command.not_started", "command.timeout"] as const)("%s leaves open what there is", async (code) => {
  const channel = { run: () => Promise.reject(new AppError(code, "No.")) } as unknown as CommandChannel;

  expect(await findNextflowModules(channel)).toBeUndefined();
});

test("a connection that breaks is no answer", async () => {
  const channel = { run: () => Promise.reject(new AppError("agent.gone", "It broke.")) } as unknown as CommandChannel;

  await expect(findNextflowModules(channel)).rejects.toMatchObject({ code: "agent.gone" });
});
