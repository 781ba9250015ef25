import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

import { eventually } from "../eventually.ts";
import { freePorts } from "../ports/free-ports.ts";
import { isListening } from "../ports/is-listening.ts";
import { startDaemon } from "../daemons/daemon.ts";
import type { Daemon } from "../daemons/daemon.ts";
import { sshKeygen } from "./make-ssh-key.ts";

export interface SshdOptions {
  /** Further lines of `sshd_config`. */
  readonly settings?: readonly string[];
  /** Default true. */
  readonly hasSftp?: boolean;
  /**
   * The fields after the name in the account's line of `/etc/shadow`, as this server alone sees it; `setShadow` changes them. Needs root.
   * `!:20000:0:99999:7:::` is locked, `*:20000:0:99999:7::1:` expired long ago.
   */
  readonly shadow?: string;
  /** The login shell and home folder of the account, as this server alone sees them. Needs root. */
  readonly login?: { readonly loginShell: string; readonly home: string };
}

export interface SshdFixture extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The account that can sign in: the one that runs the test. */
  readonly user: string;
  readonly folder: string;
  /** What may sign in from now on: lines of `authorized_keys`. */
  authorize(lines: readonly string[]): Promise<void>;
  /** For a server that was started with `shadow`: as an administrator does who locks the account or lets it in again. */
  setShadow(fields: string): Promise<void>;
  /** As after a new installation, but who is signed in stays so. */
  changeHostKey(): Promise<void>;
  /** It reads its settings and keys again. */
  reload(): Promise<void>;
  /** What it logged so far, since it was started. */
  log(): string;
  /** Ends it with all of its sessions, at once. */
  kill(): Promise<void>;
  /** As behind a network that is gone: whoever is signed in gets neither an answer nor an end, and nobody new comes in. */
  fallSilent(): Promise<void>;
  /** Again, at the same port and with the same host key. */
  restart(): Promise<void>;
}

const attempts = 3;

/** A real OpenSSH server on loopback, with host keys, port and `authorized_keys` of its own. It ends with this process at the latest. */
export async function startSshd({ settings: given = [], hasSftp = true, shadow, login }: SshdOptions = {}): Promise<SshdFixture> {
  const settings = hasSftp ? ["Subsystem sftp internal-sftp", ...given] : given;
  const folder = await mkdtemp(join(tmpdir(), "postern-sshd-"));
  await makeHostKey(folder);
  // As root, sshd drops its rights in this folder. It must be there, and root's.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const shadowPath = join(folder, "shadow");
  // In its place: the file is what is mounted.
  const setShadow = (fields: string): Promise<void> => writeFile(shadowPath, `${userInfo().username}:${fields}\n`, { mode: 0o640 });
  if (shadow !== undefined) await setShadow(shadow);
  const seen = { ...(shadow === undefined ? {} : { "/etc/shadow": shadowPath }), ...(await passwdFor(folder, login)) };
  const words = Object.entries(seen).reduce(seeing, serverWords(folder));
  const startServer = (): Daemon => startDaemon(words, serverEnv);
  const started = await startListening({ folder, settings, startServer });
  const { port } = started;
  let { daemon } = started;
  const silent: number[] = [];
  const authorize = (lines: readonly string[]): Promise<void> => writeFile(join(folder, "authorized_keys"), `${lines.join("\n")}\n`);
  await authorize([]);
  const reload = async (): Promise<void> => {
    process.kill(Number(await readFile(join(folder, "sshd.pid"), "utf8")), "SIGHUP");
    await eventually("sshd listens again", () => isListening(port));
  };
  return {
    ...{ host: "127.0.0.1", port, user: userInfo().username, folder, authorize, setShadow },
    log: () => daemon.complaint(),
    kill: async () => {
      const family = await familyOf(Number(await readFile(join(folder, "sshd.pid"), "utf8")));
      for (const pid of family) kill(pid);
      await daemon.stop();
      // A process that was killed has its connections until it is gone: whoever looks before finds them alive.
      for (const pid of family) await eventually("a session of sshd is gone", () => isGone(pid));
    },
    fallSilent: async () => {
      const [listener = 0, ...sessions] = await familyOf(Number(await readFile(join(folder, "sshd.pid"), "utf8")));
      for (const pid of sessions) process.kill(pid, "SIGSTOP");
      silent.push(...sessions);
      kill(listener);
      await daemon.stop();
    },
    changeHostKey: async () => {
      await rm(join(folder, "host-key"));
      await makeHostKey(folder);
      await reload();
    },
    reload,
    restart: async () => {
      daemon = startServer();
      await eventually("sshd listens again", () => isListening(port));
    },
    [Symbol.asyncDispose]: async () => {
      for (const pid of silent) kill(pid);
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeHostKey(folder: string): Promise<void> {
  await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "host-key")]);
}

interface Start {
  readonly folder: string;
  readonly settings: readonly string[];
  readonly startServer: () => Daemon;
}

async function startListening({ folder, settings, startServer }: Start): Promise<{ daemon: Daemon; port: number }> {
  let complaint = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [port = 0] = await freePorts(1);
    await writeFile(join(folder, "sshd_config"), configuration(folder, port, settings));
    const daemon = startServer();
    await eventually("sshd listens", async () => daemon.hasEnded() || (await isListening(port)));
    if (!daemon.hasEnded()) return { daemon, port };
    complaint = daemon.complaint();
  }
  throw new Error(`sshd did not start: ${complaint}`);
}

const serverEnv = { PATH: "/usr/bin:/bin:/usr/sbin:/sbin" };

function serverWords(folder: string): [string, ...string[]] {
  return ["/usr/sbin/sshd", "-D", "-e", "-f", join(folder, "sshd_config")];
}

/** They see another file than the rest of the machine. */
function seeing(words: [string, ...string[]], [path, another]: readonly [string, string]): [string, ...string[]] {
  return ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" "$1" && shift && exec "$@"', another, path, ...words];
}

/** A file in the place of `/etc/passwd` where the account has another login. */
async function passwdFor(folder: string, login: SshdOptions["login"]): Promise<Readonly<Record<string, string>>> {
  if (login === undefined) return {};
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => {
    const [name, ...fields] = line.split(":");
    return name === userInfo().username ? [name, ...fields.slice(0, 4), login.home, login.loginShell].join(":") : line;
  });
  const path = join(folder, "passwd");
  await writeFile(path, lines.join("\n"), { mode: 0o644 });
  return { "/etc/passwd": path };
}

/** The server first, so that it starts nobody else. What sessions run is not theirs: a real server that dies leaves it alone too. */
async function familyOf(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8").catch(() => "");
  return [pid, ...children.split(" ").filter(Boolean).map(Number)];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has just ended.
  }
}

/** One that has ended and was not collected yet holds nothing any more. */
function isGone(pid: number): Promise<boolean> {
  return readFile(`/proc/${String(pid)}/stat`, "utf8").then(
    (line) => /\) Z /.test(line),
    () => true,
  );
}

function configuration(folder: string, port: number, settings: readonly string[]): string {
  return [
    // The first value of each counts.
    ...settings,
    `Port ${String(port)}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host-key")}`,
    `PidFile ${join(folder, "sshd.pid")}`,
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    // The folder of a test is not as tidy as a home, and the account may be root.
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "",
  ].join("\n");
}
