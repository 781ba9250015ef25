import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeSetupProblem } from "@postern/domain";
import type { NodeSetup } from "@postern/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensureNextflow } from "../../../../../../tools/nextflow/install.mjs";
import { renderBindWords } from "./bind-words.ts";
import { renderNextflowConfig } from "./nextflow-config.ts";
import { testPlan } from "./plan.fixture.ts";

const longMs = 120_000;
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "postern-nodes-")));
  for (const folder of ["bin", "pipeline", "home"]) await mkdir(join(root, folder));
});

afterEach(() => rm(root, { recursive: true, force: true }));

const paths = ["/a b", "/größe", `/it's "odd"`, "/x:y,z", "/back\\slash", "/$(id)`id`", "/a;b&c|d>e", "/star*?[x]"];

test.each([
  ["apptainer", "-B", paths.filter((path) => !/[:,"\\$]/.test(path))],
  ["docker", "-v", paths.filter((path) => !/[:$]/.test(path))],
  ["podman", "-v", paths.filter((path) => !/[:$]/.test(path))],
  ["charliecloud", "-b", paths.filter((path) => !/[:$]/.test(path))],
] as const)("odd paths reach %s whole, through a shell", async (engine, option, odd) => {
  const words = renderBindWords(engine, [...odd.map((source) => ({ source, target: source })), { source: "$ODD/x", target: "/y" }]);

  await writeFile(join(root, "task.sh"), `printf '%s\\n' ${words}\n`);
  const env = { PATH: "/usr/bin:/bin", ODD: "/v  'w'" };
  const { stdout } = await promisify(execFile)("bash", ["-u", join(root, "task.sh")], { env });

  expect(stdout).toBe([...odd.flatMap((path) => [option, `${path}:${path}`]), option, "/v  'w'/x:/y", ""].join("\n"));
});

test("Nextflow reads what the fields say, over what a profile says, and hands it to the shell of a task", { timeout: longMs }, async () => {
  const nodes: NodeSetup = {
    modules: ["apptainer/1.3.4"],
    containerEngine: "apptainer",
    containerCacheDir: join(root, "images of 'mine'"),
    bindPaths: [
      { source: "/a b/it's", isReadOnly: true },
      { source: "$ODD", target: "/ü" },
      { source: "/x:y,z", target: "/q" },
    ],
    scratch: `${root}/scr`,
  };
  expect(nodeSetupProblem({ ...nodes, containerCacheDir: "/i" })).toBeUndefined();
  await putPrograms();
  await putPipeline();
  await writeFile(join(root, "run.config"), renderNextflowConfig(testPlan({ nodes, executor: "local", config: { workDir: root } })));

  const { stdout: config } = await nextflow("-c", "run.config", "config", "-flat", "-profile", "docker", "pipeline");
  const { stdout: said } = await nextflow("-c", "run.config", "run", "pipeline", "-profile", "docker", "-ansi-log", "false");

  expect(config.split("\n")).toEqual(
    expect.arrayContaining(["apptainer.enabled = true", "docker.enabled = false", "process.scratch = '\\'" + root + "/scr\\''"]),
  );
  expect(said).toContain(`works in ${root}/scr/nxf.`);
  const words = (await readFile(join(root, "words"), "utf8")).split("\n");
  const own = words.slice(
    words.indexOf("/a b/it's:/a b/it's:ro") - 1,
    words.findIndex((word) => word.endsWith(".img") && word.startsWith("/")),
  );
  expect(own).toEqual([
    ...["-B", "/a b/it's:/a b/it's:ro", "-B", "/v  w:/ü"],
    ...["--mount", `type=bind,"source=/x:y,z","destination=/q"`],
  ]);
  expect(await readFile(join(root, "loaded"), "utf8")).toBe("apptainer/1.3.4\n");
});

async function nextflow(...words: readonly string[]): Promise<{ readonly stdout: string }> {
  const { command } = await ensureNextflow();
  const own = { NXF_HOME: join(root, "home"), NXF_OFFLINE: "true", HOME: join(root, "home"), ODD: "/v  w", ROOT: root };
  // The module system of a site is a function that shells hand on.
  const modules = `() { case $1 in load) echo "$2" >>${root}/loaded ;; esac; }`;
  const env = { ...own, PATH: `${root}/bin:/usr/bin:/bin`, "BASH_FUNC_module%%": modules };
  return promisify(execFile)(command, words, { cwd: root, env });
}

/** Apptainer as far as Nextflow sees it: it pulls nothing, and writes down how a task was started in it. */
async function putPrograms(): Promise<void> {
  const text = `#!/bin/bash
printf '%s\\n' "$@" >>"${root}/words"
if [ "$1" = pull ]; then : >"$3"; exit; fi
while [ "$1" != /bin/bash ]; do shift; done
exec "$@"
`;
  await writeFile(join(root, "bin", "apptainer"), text);
  await chmod(join(root, "bin", "apptainer"), 0o755);
}

async function putPipeline(): Promise<void> {
  const script = "process HI {\n  container 'busybox:1'\n  output: stdout\n  script: 'echo works in $PWD'\n}\nworkflow { HI() | view }\n";
  const config = "process.scratch = false\nprofiles { docker { docker.enabled = true\n apptainer.enabled = false } }\n";
  await writeFile(join(root, "pipeline", "main.nf"), script);
  await writeFile(join(root, "pipeline", "nextflow.config"), config);
}
