import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { renderBundle } from "./bundle-files.ts";
import { bundlePaths } from "./bundle-paths.ts";
import type { BundlePaths } from "./bundle-paths.ts";
import { testPlan, testRecord, testRunId } from "./plan.fixture.ts";

let root: string;
let paths: BundlePaths;
const started: ChildProcess[] = [];

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "postern launcher's-")));
  await mkdir(join(root, "bin"));
  paths = bundlePaths(root, testRunId);
});

afterEach(async () => {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  await rm(root, { recursive: true, force: true, maxRetries: 5 });
});

/** A `nextflow` that does what the test says; it leaves its words and its pid behind. */
async function putNextflow(script: string): Promise<void> {
  const path = join(root, "bin", "nextflow");
  await writeFile(
    path,
    `#!/bin/bash\nprintf '%s\\n' "$@" >"${root}/words"\necho $$ >"${root}/pid.part"; mv "${root}/pid.part" "${root}/pid"\n${script}\n`,
  );
  await chmod(path, 0o755);
}

interface Scripts {
  readonly preRunScript?: string;
  readonly postRunScript?: string;
  readonly environment?: { readonly name: string; readonly value: string }[];
}

async function start({ environment = [], ...scripts }: Scripts = {}) {
  const plan = testPlan({ record: testRecord(scripts), config: { workDir: root, environment }, launchDir: root, workDir: root });
  for (const { path, text, mode } of renderBundle(plan, paths, "secret-token")) await writeFile(path, text, { mode: mode ?? 0o600 });
  return startAgain();
}

function startAgain() {
  const child = spawn(paths.launcher, {
    env: { PATH: `${root}/bin:/usr/bin:/bin`, HOME: root },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  started.push(child);
  let stdout = "";
  child.stdout.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (stdout += bytes.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, ended, stdout: () => stdout };
}

const read = (path: string) => readFile(path, "utf8");
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

test("scripts that somebody else put beside the run, as anybody may in a shared directory, are not run", async () => {
  await putNextflow("exit 0");
  for (const path of [paths.preRun, paths.postRun]) await writeFile(path, `touch "${root}/stolen"\n`);

  await (
    await start()
  ).ended;

  expect([await read(paths.exit), await exists(join(root, "stolen"))]).toEqual(["0\n", false]);
});

test("the script is good bash", async () => {
  await putNextflow("exit 0");
  await (
    await start()
  ).ended;

  execFileSync("bash", ["-n", paths.launcher]);
});

test("a success leaves exit code, output and marker lines", async () => {
  await putNextflow('echo "N E X T F L O W"; echo oops >&2; exit 0');

  const job = await start();

  expect(await job.ended).toBe(0);
  expect(await read(paths.exit)).toBe("0\n");
  expect(await read(paths.console)).toBe("N E X T F L O W\noops\n");
  expect(job.stdout()).toMatch(
    /^postern: run 5Mq3xJ2vRp8a1b started on \S+ at \S+Z pid \d+\npostern: run 5Mq3xJ2vRp8a1b ended at \S+Z with exit code 0\n$/,
  );
  expect((await read(join(root, "words"))).split("\n").slice(0, 3)).toEqual(["-log", paths.log, "run"]);
});

test("a failure ends with the exit code of Nextflow", async () => {
  await putNextflow("exit 7");

  const job = await start();

  expect(await job.ended).toBe(7);
  expect(await read(paths.exit)).toBe("7\n");
});

test("Nextflow finds its token, its session and its work directory, and the secrets file goes away", async () => {
  await putNextflow('echo "$TOWER_ACCESS_TOKEN $TOWER_WORKFLOW_ID $NXF_UUID $NXF_WORK"');

  await (
    await start()
  ).ended;

  expect(await read(paths.console)).toBe(`secret-token ${testRunId} 0f6c3c1e-7d3a-4b43-9d25-0f2f3b1f6a11 ${root}\n`);
  expect(await exists(paths.secrets)).toBe(false);
});

test("the pre-run script changes the environment, may hold unset variables, and writes to the console", async () => {
  await putNextflow('echo "loaded $MODULE"');

  const job = await start({ preRunScript: 'export MODULE=java/17\necho "unset: $NO_SUCH_VARIABLE"\ncd /' });

  expect(await job.ended).toBe(0);
  expect(await read(paths.console)).toBe("unset: \nloaded java/17\n");
});

test("the scripts and the variables of the user may use any name, and traps", async () => {
  await putNextflow("exit 3");
  const names = ["files", "stage", "launch_dir", "run_id", "console", "stopping", "code", "nextflow_pid"];
  const preRunScript = [
    ...names.map((name) => `${name}=/nowhere/at/all`),
    ...["say", "tell", "stop", "leave", "run_nextflow"].map((name) => `${name}() { exit 99; }`),
    "trap 'rm -f /nowhere/at/all' EXIT TERM",
  ].join("\n");

  const job = await start({ preRunScript, postRunScript: preRunScript, environment: names.map((name) => ({ name, value: "/nowhere" })) });

  expect(await job.ended).toBe(3);
  expect(await read(paths.exit)).toBe("3\n");
  expect(await exists(paths.secrets)).toBe(false);
  expect(job.stdout()).toContain(`postern: run ${testRunId} ended at`);
});

test.each([
  ["a command of it fails", "echo loading\nfalse\necho never"],
  ["it exits", "echo loading\nexit 0"],
])("Nextflow is not started when %s in the pre-run script", async (_how, preRunScript) => {
  await putNextflow("exit 0");

  const job = await start({ preRunScript });

  expect(await job.ended).toBe(1);
  expect(await read(paths.exit)).toBe("1\n");
  expect(await read(paths.console)).toBe("loading\npostern: the pre-run script failed or ended the job; Nextflow was not started\n");
  expect(await exists(join(root, "pid"))).toBe(false);
});

test("the post-run script sees the exit code, and its failure changes nothing", async () => {
  await putNextflow("exit 3");

  const job = await start({ postRunScript: 'echo "ended with $NXF_EXIT_STATUS"; exit 9' });

  expect(await job.ended).toBe(3);
  expect(await read(paths.exit)).toBe("3\n");
  expect(await read(paths.console)).toMatch(/^ended with 3\npostern: the post-run script failed with exit code 9/);
});

test.each(["SIGTERM", "SIGINT", "SIGUSR1", "SIGUSR2"] as const)(
  "%s to the job reaches Nextflow as TERM and as nothing else",
  async (signal) => {
    await putNextflow(
      `for name in INT USR1 USR2 HUP; do trap "echo got $name" $name; done\ntrap 'echo got TERM; exit 143' TERM\necho ready\nwhile :; do sleep 0.05; done`,
    );
    const job = await start();
    await eventually("Nextflow runs", async () => (await exists(paths.console)) && (await read(paths.console)).includes("ready"));

    // The whole process group, as Grid Engine signals it.
    process.kill(-(job.child.pid ?? 0), signal);

    expect(await job.ended).toBe(143);
    expect(await read(paths.console)).toBe("ready\ngot TERM\n");
    expect(await read(paths.exit)).toBe("143\n");
  },
);

test("a Nextflow that takes its time to end, and is signalled again, is waited for", async () => {
  await putNextflow(
    `trap 'echo got TERM; touch "$NXF_WORK/asked"' TERM\necho ready\nuntil [ -e "$NXF_WORK/go" ]; do sleep 0.05; done\nexit 5`,
  );
  const job = await start();
  await eventually("Nextflow runs", async () => (await exists(paths.console)) && (await read(paths.console)).includes("ready"));

  job.child.kill("SIGTERM");
  await eventually("the signal arrived", () => exists(join(root, "asked")));
  job.child.kill("SIGUSR2");
  await writeFile(join(root, "go"), "");

  expect(await job.ended).toBe(5);
  expect(await read(paths.exit)).toBe("5\n");
});

test("a stop during the pre-run script keeps Nextflow from starting", async () => {
  await putNextflow("exit 0");
  const job = await start({ preRunScript: `touch "${root}/loading"; until [ -e "${root}/go" ]; do sleep 0.05; done` });
  await eventually("the pre-run script runs", () => exists(join(root, "loading")));

  job.child.kill("SIGTERM");
  await writeFile(join(root, "go"), "");

  expect(await job.ended).toBe(143);
  expect(await read(paths.console)).toContain("asked to end before Nextflow was started");
  expect(await exists(join(root, "pid"))).toBe(false);
});

test("a missing nextflow is said plainly", async () => {
  const job = await start();

  expect(await job.ended).toBe(127);
  expect(await read(paths.exit)).toBe("127\n");
  expect(await read(paths.console)).toMatch(/^postern: nextflow was not found on \S+: install it, or load it in the pre-run script\n$/);
});

test("a second job of the same run does nothing", async () => {
  await putNextflow("exit 0");
  await (
    await start()
  ).ended;
  await rm(join(root, "pid"));

  const second = startAgain();

  expect(await second.ended).toBe(75);
  expect(await read(paths.exit)).toBe("0\n");
  expect(await exists(join(root, "pid"))).toBe(false);
});

test("a job that begins after the run was given up does nothing", async () => {
  await putNextflow("exit 0");
  await writeFile(paths.revoked, "");

  const job = await start();

  expect(await job.ended).toBe(75);
  expect(await exists(paths.started)).toBe(false);
  expect(job.stdout()).toContain("was given up before this job began");
});

test("a launch directory that is gone is said in the output of the job", async () => {
  await putNextflow("exit 0");
  await (
    await start()
  ).ended;
  const script = (await read(paths.launcher)).replace(/^postern_launch_dir=.*$/m, "postern_launch_dir=/no/such/place");
  await writeFile(paths.launcher, script);

  const job = startAgain();

  expect(await job.ended).toBe(73);
  expect(job.stdout()).toContain("cannot enter the launch directory /no/such/place");
});
