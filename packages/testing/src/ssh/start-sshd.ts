import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
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
}

export interface SshdFixture extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The account that can sign in: the one that runs the test. */
  readonly user: string;
  readonly folder: string;
  /** What may sign in from now on: lines of `authorized_keys`. */
  authorize(lines: readonly string[]): Promise<void>;
  /** What it logged so far. */
  log(): string;
}

const attempts = 3;

/** A real OpenSSH server on loopback, with host keys, port and `authorized_keys` of its own. It ends with this process at the latest. */
export async function startSshd({ settings = [] }: SshdOptions = {}): Promise<SshdFixture> {
  const folder = await mkdtemp(join(tmpdir(), "postern-sshd-"));
  await sshKeygen(["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "host-key")]);
  // As root, sshd drops its rights in this folder. It must be there, and root's.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const { daemon, port } = await startListening(folder, settings);
  const authorize = (lines: readonly string[]): Promise<void> => writeFile(join(folder, "authorized_keys"), `${lines.join("\n")}\n`);
  await authorize([]);
  return {
    ...{ host: "127.0.0.1", port, user: userInfo().username, folder, authorize },
    log: () => daemon.complaint(),
    [Symbol.asyncDispose]: async () => {
      await daemon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startListening(folder: string, settings: readonly string[]): Promise<{ daemon: Daemon; port: number }> {
  let complaint = "";
  for (let attempt = 0; attempt < attempts; attempt++) {
    const [port = 0] = await freePorts(1);
    await writeFile(join(folder, "sshd_config"), configuration(folder, port, settings));
    const daemon = startDaemon(["/usr/sbin/sshd", "-D", "-e", "-f", join(folder, "sshd_config")], { PATH: "/usr/bin:/bin" });
    await eventually("sshd listens", async () => daemon.hasEnded() || (await isListening(port)));
    if (!daemon.hasEnded()) return { daemon, port };
    complaint = daemon.complaint();
  }
  throw new Error(`sshd did not start: ${complaint}`);
}

function configuration(folder: string, port: number, settings: readonly string[]): string {
  return [
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
    "Subsystem sftp internal-sftp",
    ...settings,
    "",
  ].join("\n");
}
