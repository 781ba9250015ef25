import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { freePorts } from "../ports/free-ports.ts";
import { ask, startDaemon } from "../daemons/daemon.ts";
import type { Daemon } from "../daemons/daemon.ts";
import { mungePaths, renderSlurmConf } from "./slurm-conf.ts";

const startAttempts = 3;
const mungeDeadlineMs = 30_000;
const idleDeadlineMs = 90_000;
const drainDeadlineMs = 20_000;
/** Among the daemons, in the order in which they are started: munge, the controller, the node. */
const controllerAt = 1;

export interface SlurmOptions {
  /** Kept afterwards. Default: a new folder under the system's temporary one, removed by `stop`. */
  readonly dir?: string;
  /** How long the controller remembers an ended job. Default: an hour. Slurm looks about once a minute at the least. */
  readonly minJobAgeSeconds?: number;
  readonly killWaitSeconds?: number;
  readonly cpus?: number;
  /** Jobs that take more memory than they asked for are killed, without control groups. Default: nobody counts. */
  readonly killsOverMemory?: boolean;
}

/** A real Slurm of one node, private to this process: own key, own ports, own folders. */
export interface SlurmFixture extends AsyncDisposable {
  readonly dir: string;
  readonly confPath: string;
  /** The default partition. */
  readonly partition: string;
  /** The one node, as `scontrol` names it. */
  readonly nodeName: string;
  /** Add to the environment of the commands, or of an agent. */
  readonly env: { readonly SLURM_CONF: string };
  /** Ends the controller by KILL, and resolves when the process is gone. Jobs go on, and commands find nobody until `startController`. */
  killController(): Promise<void>;
  /** Starts it again with what it has written down, which may be seconds old, and waits until it answers and its node takes jobs. */
  startController(): Promise<void>;
  /** As an operator does: a node that Slurm has set aside, such as for a number that it has given out twice, takes jobs again. */
  letNodeBack(): Promise<void>;
  /** Ends its jobs, then its daemons. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts munge, the controller and a node, and waits until the node is idle.
 * Needs the Debian packages `slurm-wlm` and `munge`; works as root and as an ordinary user.
 */
export async function startSlurm(options: SlurmOptions = {}): Promise<SlurmFixture> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      // A port can be taken between choosing and using it; everything else fails again in the same way.
      if (attempt === startAttempts || !String(error).includes("Address already in use")) throw error;
    }
  }
}

async function startOnce(options: SlurmOptions): Promise<SlurmFixture> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "postern-slurm-")));
  const partitions = ["main", "spare"] as const;
  const confPath = `${dir}/slurm.conf`;
  const env = { ...process.env, SLURM_CONF: confPath };
  const nodeName = shortHostName();
  const controller = ["slurmctld", "-D", "-f", confPath] as const;
  const daemons: Daemon[] = [];
  const stop = once(async () => {
    await stopDaemons(daemons, env);
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  });

  try {
    await prepare(dir);
    await writeFile(confPath, await chooseConf(options, dir, partitions));
    await startMunge(dir, daemons);
    daemons.push(startDaemon(controller, env), startDaemon(["slurmd", "-D", "-f", confPath, "-N", nodeName], env));
    await waitFor({ what: "the node to be idle", deadlineMs: idleDeadlineMs, daemons, isTrue: () => isIdle(env) });
  } catch (error) {
    const logs = await readLogs(dir, daemons);
    await stop();
    throw new Error(`Slurm did not start: ${String(error)}\n${logs}`, { cause: error });
  }
  const killController = async (): Promise<void> => daemons[controllerAt]?.kill();
  const startController = async (): Promise<void> => {
    await killController();
    daemons[controllerAt] = startDaemon(controller, env);
    await waitFor({ what: "the node to take jobs again", deadlineMs: idleDeadlineMs, daemons, isTrue: () => letBack(env, nodeName) });
  };
  const letNodeBack = async (): Promise<void> => void (await letBack(env, nodeName));
  const handles = { killController, startController, letNodeBack, stop, [Symbol.asyncDispose]: stop };
  return { dir, confPath, partition: partitions[0], nodeName, env: { SLURM_CONF: confPath }, ...handles };
}

async function prepare(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o755);
  await Promise.all(["munge", "state", "spool", "log"].map((name) => mkdir(`${dir}/${name}`, { recursive: true })));
  await chmod(mungePaths(dir).dir, 0o711);
  await writeFile(mungePaths(dir).key, randomBytes(1024), { mode: 0o600 });
}

async function chooseConf(options: SlurmOptions, dir: string, partitions: readonly [string, ...string[]]): Promise<string> {
  const [controllerPort = 0, nodePort = 0] = await freePorts(2);
  return renderSlurmConf({
    dir,
    hostName: shortHostName(),
    userName: userInfo().username,
    controllerPort,
    nodePort,
    partitions,
    cpus: options.cpus ?? 8,
    minJobAgeSeconds: options.minJobAgeSeconds ?? 3600,
    killWaitSeconds: options.killWaitSeconds ?? 2,
    killsOverMemory: options.killsOverMemory ?? false,
  });
}

async function startMunge(dir: string, daemons: Daemon[]): Promise<void> {
  const paths = mungePaths(dir);
  const files = [`--socket=${paths.socket}`, `--key-file=${paths.key}`, `--pid-file=${paths.pid}`, `--log-file=${paths.log}`];
  daemons.push(startDaemon(["munged", "--foreground", "--force", "--num-threads=2", ...files, `--seed-file=${paths.seed}`], process.env));
  const isReady = async (): Promise<boolean> =>
    (await ask(["munge", `--socket=${paths.socket}`, "--no-input"], process.env)).exitCode === 0;
  await waitFor({ what: "munge to answer", deadlineMs: mungeDeadlineMs, daemons, isTrue: isReady });
}

async function isIdle(env: NodeJS.ProcessEnv): Promise<boolean> {
  const { exitCode, stdout } = await ask(["sinfo", "-h", "-o", "%T"], env);
  const states = stdout.split("\n").filter((line) => line !== "");
  return exitCode === 0 && states.length > 0 && states.every((state) => state === "idle");
}

/** Whether the node takes jobs. One that was set aside, as by a controller that has forgotten jobs which the node still runs, is let back. */
async function letBack(env: NodeJS.ProcessEnv, nodeName: string): Promise<boolean> {
  const { exitCode, stdout } = await ask(["sinfo", "-h", "-N", "-o", "%T"], env);
  if (exitCode === 0 && /drain|down/.test(stdout)) await ask(["scontrol", "update", `NodeName=${nodeName}`, "State=RESUME"], env);
  return exitCode === 0 && /^(?:idle|mixed|allocated|completing)$/m.test(stdout);
}

interface Wait {
  readonly what: string;
  readonly deadlineMs: number;
  readonly daemons: readonly Daemon[];
  readonly isTrue: () => Promise<boolean>;
}

async function waitFor({ what, deadlineMs, daemons, isTrue }: Wait): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await isTrue())) {
    const ended = daemons.find((daemon) => daemon.hasEnded());
    if (ended !== undefined) throw new Error(`${ended.name} ended while waiting for ${what}`);
    if (Date.now() > deadline) throw new Error(`waited ${String(deadlineMs)} ms for ${what}`);
    await sleep(50);
  }
}

async function stopDaemons(daemons: readonly Daemon[], env: NodeJS.ProcessEnv): Promise<void> {
  if (daemons.length === 3 && daemons.every((daemon) => !daemon.hasEnded())) await endJobs(env);
  // Last started, first ended: munge is needed by the others.
  for (const daemon of daemons.toReversed()) await daemon.stop();
}

async function endJobs(env: NodeJS.ProcessEnv): Promise<void> {
  const deadline = Date.now() + drainDeadlineMs;
  await ask(["scancel", "--me"], env);
  while (Date.now() < deadline && (await ask(["squeue", "-h", "--me"], env)).stdout.trim() !== "") await sleep(50);
}

async function readLogs(dir: string, daemons: readonly Daemon[]): Promise<string> {
  const files = [`${dir}/log/slurmctld.log`, `${dir}/log/slurmd.log`, mungePaths(dir).log];
  const logs = await Promise.all(files.map(async (path) => `--- ${path}\n${(await readFile(path, "utf8").catch(String)).slice(-3000)}`));
  return [...daemons.map((daemon) => `--- ${daemon.name}\n${daemon.complaint()}`), ...logs].join("\n");
}

function shortHostName(): string {
  return hostname().split(".")[0] ?? hostname();
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= act());
}
