import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ask, startDaemon } from "../daemons/daemon.ts";
import type { Daemon } from "../daemons/daemon.ts";
import { freePorts } from "../ports/free-ports.ts";
import { signalQuietly } from "../system/program.ts";
import {
  adaptConfiguration,
  adaptScheduling,
  managerName,
  renderBootstrap,
  renderHost,
  renderParallelEnvironment,
  renderQueue,
} from "./grid-engine-conf.ts";
import type { GridEngineQueue } from "./grid-engine-conf.ts";

const startAttempts = 3;
const answerDeadlineMs = 30_000;
const readyDeadlineMs = 60_000;
const burialDeadlineMs = 10_000;
const programs = "/usr/lib/gridengine";
const resources = "/usr/share/gridengine/util/resources";
const environmentName = "smp";

export interface GridEngineOptions {
  /** Between USR2 and KILL. Default: 5. */
  readonly notifySeconds?: number;
  readonly slots?: number;
}

/** A real Grid Engine of one host, private to this process: own root, own ports, own spool. */
export interface GridEngineFixture extends AsyncDisposable {
  readonly dir: string;
  readonly queue: string;
  /** Has a limit of two hours. */
  readonly shortQueue: string;
  /** Add to the environment of the commands, or of an agent. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * For a PATH on which the commands are found where they lie: those that Debian has in /usr/bin ask a dozen programs, a compiler among
   * them, for the architecture first, each time, and take ten times as long.
   */
  readonly path: string;
  /** Ends the qmaster, as a crash or an upgrade does; `startQmaster` brings it back with what it had written down. */
  stopQmaster(): Promise<void>;
  startQmaster(): Promise<void>;
  /** As when its host loses its power: the execution daemon and all that it had started are gone at once. `startHost` brings back the host alone. */
  failHost(): Promise<void>;
  startHost(): Promise<void>;
  /** Ends its jobs, then its daemons. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a qmaster and an execution daemon and waits until the host reports its load.
 * Needs the Debian packages `gridengine-master`, `-exec` and `-client`, and root: jobs are started by the daemon for their owner.
 */
export async function startGridEngine(options: GridEngineOptions = {}): Promise<GridEngineFixture> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(options);
    } catch (error) {
      // A port can be taken between choosing and using it; everything else fails again in the same way.
      if (attempt === startAttempts || !/can't bind|already in use/i.test(String(error))) throw error;
    }
  }
}

async function startOnce(options: GridEngineOptions): Promise<GridEngineFixture> {
  const dir = await mkdtemp(join(tmpdir(), "postern-sge-"));
  const [qmasterPort = 0, execdPort = 0] = await freePorts(2);
  const own = { SGE_ROOT: `${dir}/root`, SGE_CELL: "default", SGE_QMASTER_PORT: String(qmasterPort), SGE_EXECD_PORT: String(execdPort) };
  const path = [programs, process.env["PATH"] ?? ""].join(delimiter);
  const cluster = new PrivateCluster(dir, { ...process.env, ...own, PATH: path, SGE_ND: "1" });
  const shortQueue = "short.q";
  const base = { slots: options.slots ?? 8, notifySeconds: options.notifySeconds ?? 5 };
  const queues = [
    { ...base, name: "all.q", maxWallTime: "INFINITY" },
    { ...base, name: shortQueue, maxWallTime: "02:00:00" },
  ];
  try {
    await cluster.prepare();
    await cluster.startQmaster();
    await cluster.configure(queues);
    await cluster.startExecd();
  } catch (error) {
    const said = await cluster.logs();
    await cluster.stop();
    throw new Error(`Grid Engine did not start: ${String(error)}\n${said}`, { cause: error });
  }
  return {
    dir,
    queue: "all.q",
    shortQueue,
    env: own,
    path: `${programs}:/usr/bin:/bin`,
    stopQmaster: () => cluster.stopQmaster(),
    startQmaster: () => cluster.startQmaster(),
    failHost: () => cluster.failHost(),
    startHost: () => cluster.startExecd(),
    stop: () => cluster.stop(),
    [Symbol.asyncDispose]: () => cluster.stop(),
  };
}

class PrivateCluster {
  readonly #dir: string;
  readonly #env: NodeJS.ProcessEnv;
  #qmaster: Daemon | undefined;
  #execd: Daemon | undefined;
  #stopped: Promise<void> | undefined;

  constructor(dir: string, env: NodeJS.ProcessEnv) {
    this.#dir = dir;
    this.#env = env;
  }

  /** A cell of its own, whose database is filled before a daemon sees it. */
  async prepare(): Promise<void> {
    const common = `${this.#dir}/root/default/common`;
    const folders = [common, ...["qmaster/job_scripts", "spooldb", "execd"].map((name) => `${this.#dir}/spool/${name}`)];
    await Promise.all(folders.map((path) => mkdir(path, { recursive: true })));
    for (const name of ["bin", "lib", "utilbin"]) await symlink(`/var/lib/gridengine/${name}`, `${this.#dir}/root/${name}`);
    await symlink("/usr/share/gridengine/util", `${this.#dir}/root/util`);
    await writeFile(`${common}/act_qmaster`, "localhost\n");
    await writeFile(`${common}/host_aliases`, `localhost ${hostname()}\n`);
    await writeFile(`${common}/bootstrap`, renderBootstrap(this.#dir));
    const configuration = await readFile("/usr/share/gridengine/default-configuration", "utf8");
    const path = await this.#keep("configuration", adaptConfiguration(configuration, this.#dir));

    await this.#must([`${programs}/spoolinit`, "berkeleydb", "libspoolb", `${this.#dir}/spool/spooldb`, "init"]);
    await this.#must([`${programs}/spooldefaults`, "configuration", path]);
    await this.#must([`${programs}/spooldefaults`, "complexes", `${resources}/centry`]);
    await this.#must([`${programs}/spooldefaults`, "usersets", `${resources}/usersets`]);
    await this.#must([`${programs}/spooldefaults`, "managers", managerName()]);
  }

  async startQmaster(): Promise<void> {
    this.#qmaster = startDaemon([`${programs}/sge_qmaster`], this.#env);
    await this.#until("the qmaster to answer", answerDeadlineMs, async () => (await ask(["qconf", "-sh"], this.#env)).exitCode === 0);
  }

  async stopQmaster(): Promise<void> {
    await this.#qmaster?.stop();
    this.#qmaster = undefined;
  }

  async configure(queues: readonly GridEngineQueue[]): Promise<void> {
    await this.#must(["qconf", "-as", "localhost"]);
    await this.#must(["qconf", "-Ae", await this.#keep("host", renderHost())]);
    const scheduling = await ask(["qconf", "-ssconf"], this.#env);
    await this.#must(["qconf", "-Msconf", await this.#keep("scheduling", adaptScheduling(scheduling.stdout))]);
    await this.#must(["qconf", "-Ap", await this.#keep("environment", renderParallelEnvironment(environmentName))]);
    for (const queue of queues) await this.#must(["qconf", "-Aq", await this.#keep(queue.name, renderQueue(queue, environmentName))]);
  }

  async startExecd(): Promise<void> {
    this.#execd = startDaemon([`${programs}/sge_execd`], this.#env);
    await this.#until("the host to report", readyDeadlineMs, async () => /^localhost +lx/m.test((await ask(["qhost"], this.#env)).stdout));
  }

  async failHost(): Promise<void> {
    await this.#execd?.kill();
    this.#execd = undefined;
    // Who watches over a job first, or it would note down how the job ended.
    const shepherds = await endWhere((pid) => isShepherdOf(this.#dir, pid));
    await endJobsOf(this.#dir);
    // A daemon that finds their pids in use waits a minute before it looks again; and whoever inherited them may be slow to bury them.
    const deadline = Date.now() + burialDeadlineMs;
    while (shepherds.some((pid) => existsSync(`/proc/${pid}`)) && Date.now() < deadline) await sleep(50);
  }

  async logs(): Promise<string> {
    const messages = await readFile(`${this.#dir}/spool/qmaster/messages`, "utf8").catch(String);
    return [`--- qmaster\n${this.#qmaster?.complaint() ?? ""}`, `--- execd\n${this.#execd?.complaint() ?? ""}`, messages.slice(-3000)].join(
      "\n",
    );
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    await Promise.all([this.#execd?.stop(), this.#qmaster?.stop()]);
    // Not through qdel: its jobs have their notice to wait for, and a host that lost its qmaster comes back after half a minute.
    await endJobsOf(this.#dir);
    await rm(this.#dir, { recursive: true, force: true, maxRetries: 5 });
  }

  async #keep(name: string, text: string): Promise<string> {
    const path = `${this.#dir}/${name}.conf`;
    await writeFile(path, text);
    return path;
  }

  async #must(words: readonly [string, ...string[]]): Promise<void> {
    const { exitCode, stdout } = await ask(words, this.#env);
    if (exitCode !== 0) throw new Error(`${words.join(" ")} ended with ${String(exitCode)}: ${stdout}`);
  }

  async #until(what: string, deadlineMs: number, isTrue: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    while (!(await isTrue())) {
      const ended = [this.#qmaster, this.#execd].find((daemon) => daemon?.hasEnded() === true);
      if (ended !== undefined) throw new Error(`${ended.name} ended while waiting for ${what}`);
      if (Date.now() > deadline) throw new Error(`waited ${String(deadlineMs)} ms for ${what}`);
      await sleep(50);
    }
  }
}

/** Kills what the cluster had started: it all has the folder of its spool in its environment. */
function endJobsOf(dir: string): Promise<readonly string[]> {
  return endWhere(async (pid) => (await readFile(`/proc/${pid}/environ`, "latin1")).includes(`SGE_JOB_SPOOL_DIR=${dir}/`));
}

/** It stays in the folder of its job. */
async function isShepherdOf(dir: string, pid: string): Promise<boolean> {
  return (await readlink(`/proc/${pid}/cwd`)).startsWith(`${dir}/spool/execd/`);
}

async function endWhere(isMeant: (pid: string) => Promise<boolean>): Promise<readonly string[]> {
  const ended: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    // One that has ended meanwhile cannot be read.
    if (!(await isMeant(pid).catch(() => false))) continue;
    signalQuietly(Number(pid), "SIGKILL");
    ended.push(pid);
  }
  return ended;
}
