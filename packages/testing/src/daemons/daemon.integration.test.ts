import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { startDaemon } from "./daemon.ts";

test("a program that is not there counts as ended, with the reason", async () => {
  const daemon = startDaemon(["no-such-program"], process.env);

  await eventually("it has ended", () => daemon.hasEnded());

  expect(daemon.complaint()).toContain("no-such-program");
});

test("a daemon ends with the process that started it, also when that is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-daemon-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const pidPath = join(folder, "pid");
  const module = fileURLToPath(new URL("daemon.ts", import.meta.url));
  const script = `const { startDaemon } = await import(process.argv[1]);
    startDaemon(["sh", "-c", 'echo $$ > "$1"; exec sleep 300', "daemon", process.argv[2]], process.env);
    setInterval(() => undefined, 1000);`;
  const starter = spawn(process.execPath, ["--input-type=module", "-e", script, module, pidPath], { stdio: "inherit" });
  const ended = once(starter, "exit");
  const pid = await eventually("the daemon runs", async () => Number(await readFile(pidPath, "utf8").catch(() => "")) || undefined);

  starter.kill("SIGKILL");
  await ended;

  await eventually("the daemon is gone", () => !existsSync(`/proc/${String(pid)}`));
});
