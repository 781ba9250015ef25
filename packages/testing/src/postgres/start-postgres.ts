import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmod, chown, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestPostgres extends AsyncDisposable {
  /** `postgresql://` URL of a fresh, empty database of this server. */
  createDatabase(): Promise<string>;
  readonly pid: number;
}

const startDeadlineMs = 60_000;
const installation = "/usr/lib/postgresql";

/**
 * Starts Debian's PostgreSQL on a private socket in a folder of its own; nothing listens on the network.
 * As root it runs under the account `postgres`, because the server refuses to run as root.
 */
export async function startPostgres(): Promise<TestPostgres> {
  const programs = await programFolder();
  const account = accountOf("postgres");
  const folder = await mkdtemp(join(tmpdir(), "postern-pg-"));
  await chmod(folder, 0o755);
  if (account.uid !== undefined) await chown(folder, account.uid, account.gid ?? account.uid);
  const data = join(folder, "data");
  const run = (program: string, words: string[]): string =>
    execFileSync(join(programs, program), words, { ...account, cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

  run("initdb", ["--pgdata", data, "--auth", "trust", "--username", "postern", "--encoding", "UTF8", "--no-locale", "--no-sync"]);
  const words = ["-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=60", "-c", "shared_buffers=16MB"];
  const server = spawn(join(programs, "postgres"), words, { ...account, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const log = collect(server);
  await waitUntilReady(() => run("psql", ["-h", folder, "-U", "postern", "-d", "postgres", "-c", "SELECT 1"]), log);

  let made = 0;
  return {
    pid: server.pid ?? 0,
    createDatabase: () => {
      made += 1;
      const name = `test_${String(made)}`;
      run("createdb", ["-h", folder, "-U", "postern", name]);
      return Promise.resolve(`postgresql://postern@/${name}?host=${encodeURIComponent(folder)}`);
    },
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

function accountOf(name: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync("id", [flag, name], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

function collect(server: ChildProcess): () => string {
  let text = "";
  server.stderr?.on("data", (chunk: Buffer) => (text = (text + chunk.toString()).slice(-8000)));
  return () => text;
}

async function waitUntilReady(probe: () => unknown, log: () => string): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  for (;;) {
    try {
      probe();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${log()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  // SIGINT is the fast shutdown: it does not wait for clients that a failed test left connected.
  server.kill("SIGINT");
  await ended;
}
