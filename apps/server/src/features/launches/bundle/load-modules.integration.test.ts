import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { NodeSetup } from "@postern/domain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderBundle } from "./bundle-files.ts";
import { bundlePaths } from "./bundle-paths.ts";
import { testPlan, testRecord, testRunId } from "./plan.fixture.ts";

let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "postern modules'-")));
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "modules", "init"), { recursive: true });
  const nextflow = '#!/bin/bash\necho "loaded $LOADED, unpacks in ${APPTAINER_TMPDIR-nothing}; $(type -t module)"\n';
  await writeFile(join(root, "bin", "nextflow"), nextflow, { mode: 0o755 });
});

afterEach(() => rm(root, { recursive: true, force: true }));

/** A module system that is there for whoever starts it, and has all modules but those of that name. */
const putModules = (missing = "none") =>
  writeFile(
    join(root, "modules", "init", "bash"),
    `module() { if [[ $2 == ${missing}* ]]; then echo "ERROR: no $2" >&2; return 1; fi; export LOADED="$LOADED$2 "; }\n`,
  );

interface End {
  readonly exitCode: number;
  readonly console: string;
}

async function launch(nodes: NodeSetup, preRunScript?: string): Promise<End> {
  const paths = bundlePaths(root, testRunId);
  const record = testRecord(preRunScript === undefined ? {} : { preRunScript });
  const plan = testPlan({ record, config: { workDir: root }, launchDir: root, workDir: root, nodes });
  for (const { path, text, mode } of renderBundle(plan, paths, "secret-token")) await writeFile(path, text, { mode: mode ?? 0o600 });
  const env = { PATH: `${root}/bin:/usr/bin:/bin`, HOME: root, MODULESHOME: join(root, "modules") };
  const exitCode = await promisify(execFile)(paths.launcher, { env }).then(
    () => 0,
    ({ code }: { readonly code: number }) => code,
  );
  return { exitCode, console: await readFile(paths.console, "utf8") };
}

describe("a launch on nodes that are made ready", () => {
  test("loads the modules in their order, those of Nextflow alone last, and hands the command on to tasks", async () => {
    await putModules();

    const { console, exitCode } = await launch({ modules: ["b/2", "a/1"], headModules: ["nextflow/24"] });

    expect({ console, exitCode }).toEqual({ exitCode: 0, console: "loaded b/2 a/1 nextflow/24 , unpacks in nothing; function\n" });
  });

  test("loads them before the pre-run script, which has the last word", async () => {
    await putModules();

    const { console } = await launch({ modules: ["a/1"] }, 'echo "script sees $LOADED"; module load c/3');

    expect(console).toContain("script sees a/1 \n");
    expect(console).toContain("loaded a/1 c/3 ,");
  });

  test("says which one could not be loaded, with the words of the module system, and starts nothing", async () => {
    await putModules("b/2");

    const { console, exitCode } = await launch({ modules: ["a/1", "b/2", "c/3"] });

    expect(exitCode).toBe(78);
    expect(console).toMatch(/^ERROR: no b\/2\npostern: the module b\/2 could not be loaded on \S+; Nextflow was not started\n$/);
  });

  test("says that there is no module system", async () => {
    const { console, exitCode } = await launch({ headModules: ["a/1"] });

    expect(exitCode).toBe(78);
    expect(console).toMatch(/no modules can be loaded on \S+: there is no module system; Nextflow was not started\n$/);
  });

  test("lets Apptainer unpack images in the scratch folder, where the node has it and nobody said otherwise", async () => {
    const there: NodeSetup = { containerEngine: "apptainer", scratch: `${root}/\${ROOM}` };
    await mkdir(join(root, "room"));

    const absent = await launch(there, "export ROOM=other");
    await rm(join(root, `nf-${testRunId}.started`));
    const found = await launch(there, "export ROOM=room");
    await rm(join(root, `nf-${testRunId}.started`));
    const said = await launch(there, "export ROOM=room APPTAINER_TMPDIR=/own");
    await rm(join(root, `nf-${testRunId}.started`));
    const docker = await launch({ ...there, containerEngine: "docker" }, "export ROOM=room");

    expect([absent, found, said, docker].map(({ console }) => /unpacks in (.*);/.exec(console.split("\n").at(-2) ?? "")?.[1])).toEqual([
      ...["nothing", join(root, "room"), "/own", "nothing"],
    ]);
  });
});
