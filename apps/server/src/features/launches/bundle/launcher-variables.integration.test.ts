import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@postern/vault";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderBundle } from "./bundle-files.ts";
import { bundlePaths } from "./bundle-paths.ts";
import type { BundlePaths } from "./bundle-paths.ts";
import { testPlan, testRecord, testRunId } from "./plan.fixture.ts";
import { renderTaskVariables, renderVariables } from "./secret-variables.ts";
import type { LentVariables } from "./secret-variables.ts";

let root: string;
let paths: BundlePaths;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "postern variables'-")));
  await mkdir(join(root, "bin"));
  paths = bundlePaths(root, testRunId);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

const read = (path: string) => readFile(path, "utf8");

async function putNextflow(script: string): Promise<void> {
  await writeFile(join(root, "bin", "nextflow"), `#!/bin/bash\n${script}\n`);
  await chmod(join(root, "bin", "nextflow"), 0o755);
}

/** The head job from its begin to its end. */
async function run(scripts: object, { lent }: { readonly lent: LentVariables }): Promise<{ readonly code: number | null }> {
  const plan = testPlan({ lent, record: testRecord(scripts), config: { workDir: root }, launchDir: root, workDir: root });
  for (const { path, text, mode } of renderBundle(plan, paths, "secret-token")) await writeFile(path, text, { mode: mode ?? 0o600 });
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const job = execFile(paths.launcher, { env: { PATH: `${root}/bin:/usr/bin:/bin`, HOME: root } });
  job.once("close", resolve);
  return { code: await promise };
}

const lend = async (names: { readonly head: readonly string[]; readonly tasks: readonly string[] }) => {
  const named = (all: readonly string[]) => all.map((name) => ({ name, value: Secret.fromUtf8(`of ${name}`) }));
  await mkdir(paths.registries, { mode: 0o700 });
  await writeFile(join(paths.registries, "variables"), renderVariables(named(names.head)), { mode: 0o600 });
  await writeFile(join(paths.registries, "tasks.json"), renderTaskVariables(named(names.tasks)), { mode: 0o600 });
  return { lent: { tasks: names.tasks } };
};
const ours = { name: "T", value: "of T" };

test.each([
  ["no store", undefined, [ours]],
  ["an empty one", "[ ]\n", [ours]],
  ["a spoilt one", "", [ours]],
  ["one with secrets", '[\n  {"name": "OWN", "value": "[own] }]"}\n]\n', [{ name: "OWN", value: "[own] }]" }, ours]],
])("for tasks are put beside those that the account has itself: %s", async (_what, own, expected) => {
  await putNextflow('cat "$NXF_SECRETS_FILE"; stat -c %a "$NXF_SECRETS_FILE" >"$HOME/mode"; echo "$H" >"$HOME/seen"');
  await mkdir(join(root, ".nextflow/secrets"), { recursive: true });
  if (own !== undefined) await writeFile(join(root, ".nextflow/secrets/store.json"), own, { mode: 0o600 });

  const job = await run(
    { postRunScript: 'echo "after: [$NXF_SECRETS_FILE] $(ls -d "$postern_files".registry 2>&1)" >"$HOME/after"' },
    await lend({ head: ["H"], tasks: ["T"] }),
  );

  expect(job.code).toBe(0);
  expect(JSON.parse(await read(paths.console))).toEqual(expected);
  expect([await read(join(root, "mode")), await read(join(root, "seen"))]).toEqual(["600\n", "of H\n"]);
  expect(await read(join(root, "after"))).toMatch(/^after: \[\] .*No such file/);
});

test("are there for the pre-run script, whose file is gone by then", async () => {
  await putNextflow('echo "$SEEN"');

  const job = await run({ preRunScript: 'export SEEN="$H $(ls "$postern_files.registry")"' }, await lend({ head: ["H"], tasks: [] }));

  expect(job.code).toBe(0);
  expect(await read(paths.console)).toBe("of H tasks.json\n");
});

test("that are not there keep Nextflow from starting", async () => {
  await putNextflow("exit 0");

  const job = await run({}, { lent: { tasks: [] } });

  expect(job.code).toBe(78);
  expect(await read(paths.console)).toContain("postern: the secret variables of the environment are not there; Nextflow was not started\n");
});
