import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const nobody = 2 ** 22 + 1;
let base: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), "postern-run-"));
});
afterEach(() => rm(base, { recursive: true, force: true }));

/** A process that opens a run folder below `base`, and stays until its stdin ends. */
async function startRun(memory: string) {
  const module = fileURLToPath(new URL("run-folder.ts", import.meta.url));
  const script = `
    import { tmpdir } from "node:os";
    process.on("SIGTERM", () => process.exit(143));
    const { openRunFolder } = await import(process.argv[1]);
    const folder = await openRunFolder(process.argv[2]);
    console.log(JSON.stringify({ folder, tmpdir: tmpdir() }));
    process.stdin.resume();`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, module, memory], {
    env: { ...process.env, TMPDIR: base },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, ended, ...(JSON.parse(line.toString()) as { readonly folder: string; readonly tmpdir: string }) };
}

async function makeLeftover(name: string, ageMs: number): Promise<string> {
  const folder = join(base, name);
  await mkdir(folder);
  await writeFile(join(folder, "file"), "x");
  const then = (Date.now() - ageMs) / 1000;
  await utimes(folder, then, then);
  return folder;
}

test("what a run puts into the temporary folder goes when it ends", async () => {
  const { child, ended, folder, tmpdir: own } = await startRun("/nonexistent");
  await mkdir(join(folder, "left", "behind"), { recursive: true });
  expect(own).toBe(folder);

  child.stdin.end();
  await ended;

  expect(await readdir(base)).toEqual([]);
});

test("it goes also when the run is told to stop", async () => {
  const { child, ended, folder } = await startRun("/nonexistent");

  child.kill("SIGTERM");
  await ended;

  expect(existsSync(folder)).toBe(false);
});

test("a run removes what a killed one left long ago, and nothing of one that may go on", async () => {
  const hour = 3_600_000;
  const old = await makeLeftover(`postern-tests-${String(nobody)}-old`, 2 * hour);
  const young = await makeLeftover(`postern-tests-${String(nobody)}-young`, hour / 2);
  const running = await makeLeftover(`postern-tests-${String(process.pid)}-mine`, 2 * hour);
  const foreign = await makeLeftover("somebody-elses", 2 * hour);

  const { child, ended } = await startRun("/nonexistent");
  child.stdin.end();
  await ended;

  expect([old, young, running, foreign].map((path) => existsSync(path))).toEqual([false, true, true, true]);
});

test("memory is used where it has room", async () => {
  const { child, ended, folder } = await startRun(base);
  child.stdin.end();
  await ended;

  expect(dirname(folder)).toBe(base);
});
