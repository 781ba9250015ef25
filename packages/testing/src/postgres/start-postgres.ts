import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmod, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { administer, createDatabase, owner, urlOf } from "./administer.ts";

export interface TestPostgres extends AsyncDisposable {
  /** `postgresql://` URL of a fresh, empty database of this server. */
  createDatabase(): Promise<string>;
  readonly socketFolder: string;
  readonly pid: number;
}

const startDeadlineMs = 60_000;
const installation = "/usr/lib/postgresql";

// Room for the connections of many files at once.
const settings = {
  listen_addresses: "",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_connections: "300",
  shared_buffers: "64MB",
};
/** Nothing of a test outlives it, so nothing has to reach a disk. */
const forgetful = { fsync: "off", full_page_writes: "off" };

/**
 * Starts Debian's PostgreSQL on a private socket in a folder of its own; nothing listens on the network. It ends with this process at
 * the latest. As root it runs under the account `postgres`, because the server refuses to run as root.
 *
 * For tests that stop it or break it, all others share one: `describeWithDatabases`. And for benchmarks, which want it durable: with commits that
 * wait for the disk, as those of a real one do.
 */
export async function startPostgres({ isDurable = false }: { readonly isDurable?: boolean } = {}): Promise<TestPostgres> {
  const programs = await programFolder();
  const account = await accountOf("postgres");
  const folder = await mkdtemp(join(tmpdir(), "postern-pg-"));
  await chmod(folder, 0o755);
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid ?? account.uid);
  const data = join(folder, "data");
  const place = { ...account, cwd: folder };

  const likeOurs = ["--auth", "trust", "--username", owner, "--encoding", "UTF8", "--no-locale", "--no-sync"];
  await promisify(execFile)(join(programs, "initdb"), ["--pgdata", data, ...likeOurs], place);
  const words = Object.entries({ ...settings, ...(isDurable ? {} : forgetful) }).map(([name, value]) => `--${name}=${value}`);
  // The kernel ends it for us when we are killed.
  const untilWeEnd = ["--pdeathsig", "INT", join(programs, "postgres"), "-D", data, "-k", folder];
  const server = spawn("setpriv", [...untilWeEnd, ...words], { ...place, stdio: ["ignore", "ignore", "pipe"] });
  const log = collect(server);
  await waitUntilReady(folder, server, log);

  return {
    socketFolder: folder,
    pid: server.pid ?? 0,
    createDatabase: async () => urlOf(folder, await createDatabase(folder)),
    [Symbol.asyncDispose]: async () => {
      await stop(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function programFolder(): Promise<string> {
  const versions = await readdir(installation).catch(() => []);
  const newest = versions
    .map(Number)
    .filter(Number.isFinite)
    .sort((left, right) => right - left)[0];
  if (newest === undefined) throw new Error("PostgreSQL is not installed: apt-get install -y postgresql");
  return join(installation, String(newest), "bin");
}

async function accountOf(name: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string): Promise<number> => Number((await promisify(execFile)("id", [flag, name])).stdout);
  return { uid: await id("-u"), gid: await id("-g") };
}

function collect(server: ChildProcess): () => string {
  let text = "";
  server.stderr?.on("data", (chunk: Buffer) => (text = (text + chunk.toString()).slice(-8000)));
  server.once("error", (error) => (text += error.message));
  return () => text;
}

async function waitUntilReady(folder: string, server: ChildProcess, log: () => string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  for (;;) {
    try {
      await administer(folder, (client) => client.query("SELECT 1"));
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${log()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // SIGINT is the fast shutdown: it does not wait for clients that a failed test left connected.
  server.kill("SIGINT");
  await ended;
}
