import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderBundle } from "./bundle-files.ts";
import { bundlePaths } from "./bundle-paths.ts";
import { testPlan, testRecord, testRunId } from "./plan.fixture.ts";

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "postern versions'-")));
});

afterEach(() => rm(root, { recursive: true, force: true }));

/** What the console of a run says, whose launcher ran here with its own `nextflow` on the PATH. */
async function consoleOf(record: { readonly nextflowVersion?: string; readonly preRunScript?: string }): Promise<string> {
  const paths = bundlePaths(root, testRunId);
  const folders = { launchDir: root, workDir: root, nextflowFolder: join(root, "kept") };
  const plan = testPlan({ record: testRecord(record), config: { workDir: root }, ...folders });
  for (const { path, text, mode } of renderBundle(plan, paths, "secret-token")) await writeFile(path, text, { mode: mode ?? 0o600 });
  await promisify(execFile)(paths.launcher, { env: { PATH: `${root}/bin:/usr/bin:/bin`, HOME: root } });
  return readFile(paths.console, "utf8");
}

async function putVersion(folder: string, says: string): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, folder, "nextflow"), `#!/bin/bash\necho "${says} \${NXF_VER-unset}"\n`, { mode: 0o755 });
}

describe("a launch that names a version of Nextflow", () => {
  /** A module system that has these, and puts a folder of that name on the PATH. */
  const modules = (...names: readonly string[]) => `module() {
    if [ "$1" = load ]; then [ -d "${root}/modules/$2" ] && PATH="${root}/modules/$2:$PATH"; return; fi
    printf '%s\\n' /mods: ${names.map((name) => `'${name}'`).join(" ")} >&2
  }`;
  test("takes the one that the environment keeps, before any other", async () => {
    await putVersion("bin", "own command");
    await putVersion("kept/24.10.4", "kept");
    await putVersion("modules/nextflow/24.10.4", "module");

    expect(await consoleOf({ nextflowVersion: "24.10.4", preRunScript: modules("nextflow/24.10.4") })).toBe("kept 24.10.4\n");
  });

  test.each([
    ["nextflow/24.10.4", ["nextflow/24.10.40", "nextflow/24.10.4-edge", "nextflow/24.10.4(default)", "nextflow/25.04.6"]],
    ["bio/Nextflow/24.10.4-Java-17", ["nextflow/24x10.4", "bio/Nextflow/24.10.4-Java-17"]],
  ])("takes the module %s among its neighbours", async (wanted, names) => {
    await putVersion("bin", "own command");
    await putVersion(`modules/${wanted}`, "module");

    expect(await consoleOf({ nextflowVersion: "24.10.4", preRunScript: modules(...names) })).toBe("module 24.10.4\n");
  });

  test("tells Nextflow's own command, where there is neither", async () => {
    await putVersion("bin", "own command");

    expect(await consoleOf({ nextflowVersion: "25.01.0-edge", preRunScript: modules("nextflow/24.10.4") })).toBe(
      "own command 25.01.0-edge\n",
    );
  });

  test("says which module could not be loaded, and goes on", async () => {
    await putVersion("bin", "own command");

    const said = await consoleOf({ nextflowVersion: "24.10.4", preRunScript: modules("nextflow/24.10.4") });

    expect(said).toMatch(/^postern: the module nextflow\/24\.10\.4, which has Nextflow 24\.10\.4, could not be loaded\nown command/);
  });

  test("that names none is left what it finds", async () => {
    await putVersion("bin", "own command");
    await putVersion("kept/24.10.4", "kept");

    expect(await consoleOf({})).toBe("own command unset\n");
  });
});
