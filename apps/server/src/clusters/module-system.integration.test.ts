import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CommandResult, NodeSetup } from "@postern/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { moduleTroubleIn, renderPreparation } from "./module-system.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "postern-modules-"));
  await mkdir(join(root, "init"));
  const init = 'false\nmodule() { [ "$2" != gone/1 ] || { echo "no $2" >&2; return 1; }; LOADED="$LOADED $2"; }\n';
  await writeFile(join(root, "init", "bash"), init);
});

afterEach(() => rm(root, { recursive: true, force: true }));

/** What a shell finds that was made ready so. */
async function find(setup: NodeSetup, preRun?: string, env: object = { MODULESHOME: root }): Promise<CommandResult> {
  const script = `${renderPreparation(setup, preRun) ?? ""}\nset +e\necho "found:$LOADED"\n`;
  await writeFile(join(root, "script"), script);
  return promisify(execFile)("bash", [join(root, "script")], { env: { PATH: "/usr/bin:/bin", ...env } }).then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ exitCode: code, stdout, stderr }),
  );
}

test("a shell loads what a head job loads, and then what the pre-run script does", async () => {
  const answer = await find({ modules: ["a/1"], headModules: ["b/2"] }, "module load c/3");

  expect(answer).toMatchObject({ exitCode: 0, stdout: "found: a/1 b/2 c/3\n" });
  expect(moduleTroubleIn(answer)).toBeUndefined();
});

test("without modules it is the pre-run script alone, and without that nothing", () => {
  expect([renderPreparation({}, "echo"), renderPreparation({ scratch: "true" }, undefined)]).toEqual(["echo", undefined]);
});

test("the first that cannot be loaded is told, with what the module system says of it", async () => {
  const answer = await find({ modules: ["a/1", "gone/1", "c/3"] }, "echo never");

  expect(moduleTroubleIn(answer)).toMatch(/^the module gone\/1 could not be loaded on \S+$/);
  expect(answer).toMatchObject({ stdout: "", stderr: expect.stringContaining("no gone/1") as string });
});

test("a script that fails is no trouble of modules, not even with the same code", async () => {
  expect(moduleTroubleIn(await find({ modules: ["a/1"] }, "exit 78"))).toBeUndefined();
});

test("a node without a module system is told", async () => {
  expect(moduleTroubleIn(await find({ modules: ["a/1"] }, undefined, {}))).toMatch(/there is no module system$/);
});
