import { randomBytes } from "node:crypto";

import { AppError, isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import type { ChannelPeer } from "../command-channel.ts";
import { unreachable } from "./connection-errors.ts";
import { runInSession } from "./run-in-session.ts";
import type { SshAccount } from "./ssh-account.ts";
import type { SshConnection } from "./ssh-connection.ts";
import { SshChannel } from "./ssh-channel.ts";

export interface SshChannelOptions {
  readonly clock: Clock;
  /** Absolute; must exist on the cluster. Left out: the home folder of the account. */
  readonly workDir?: string;
  readonly fileTimeoutMs?: number;
  /** Who takes turns with others for the sessions of the account: channels with the same name have one turn together. Default: each its own. */
  readonly turnOf?: string;
}

/** Its words hold nothing secret: what a host answers instead may be shown. */
const hello = 'd="${1:-$HOME}"; id -un; uname -n; [ -d "$d" ] && echo yes || echo no; printf "%s\\n" "$d"';
const maxNameChars = 255;
const settleMs = 200;
/** Each host on the way has its own limit, and some attempts; this holds where those do not. */
const mostWaits = 10;

/**
 * Opens a channel as an account. Whether the host has a shell for us is found out here, once for each connection; a work directory is looked
 * for each time.
 *
 * @throws ssh.… as the account does, and `ssh.no_shell` with what the host said instead.
 * @throws file.failed when the work directory is not a folder there.
 */
export async function openSshChannel(account: SshAccount, options: SshChannelOptions): Promise<SshChannel> {
  const { clock, workDir, fileTimeoutMs, turnOf } = options;
  if (workDir?.startsWith("/") === false) throw noFolder(account, workDir);
  const channel = { account, clock, newToken, fileTimeoutMs, turnOf };
  const say = (): Promise<ChannelPeer> => greet(account, options);
  return new SshChannel({ ...channel, peer: await (workDir === undefined ? account.greeting(say) : say()) });
}

async function greet(account: SshAccount, { clock, workDir, turnOf }: SshChannelOptions): Promise<ChannelPeer> {
  const { connectTimeoutMs: timeoutMs } = account;
  const { session, connection } = await account.openSession({ owner: turnOf ?? {}, waitMs: mostWaits * timeoutMs });
  const words = ["sh", "-c", hello, "sh", workDir ?? ""] as const;
  const command = { words, workDir: "/", timeoutMs, maxOutputBytes: 4_096 };
  const run = { session, command, clock, token: newToken(), signal: connection.over, hostName: account.hostName, isPlain: true };
  const { stdout } = await runInSession(run).catch(async (error: unknown) => {
    // The connection may be over, and nobody has told yet.
    await clock.sleep(settleMs, connection.over);
    throw withoutHarm(account, connection, error);
  });
  const [userName = "", hostName = "", exists, folder = ""] = new TextDecoder().decode(stdout).split("\n");
  if (exists !== "yes" || !folder.startsWith("/")) throw noFolder(account, workDir ?? folder);
  return { kind: "ssh", userName: userName.slice(0, maxNameChars), hostName: hostName.slice(0, maxNameChars), workDir: folder };
}

/** Asking who is there may be repeated, so nothing is unclear when the answer was lost. */
function withoutHarm({ hostName }: SshAccount, { over, place }: SshConnection, error: unknown): unknown {
  if (over.aborted) return unreachable(place, "it broke the connection off", error);
  if (isAppError(error, "agent.gone")) return new AppError("ssh.no_shell", `${hostName} ran no shell for Postern.`, { cause: error });
  return error;
}

function noFolder({ hostName }: SshAccount, workDir: string): AppError {
  return new AppError("file.failed", `The work directory ${workDir} is not an existing folder with an absolute path on ${hostName}.`);
}

function newToken(): string {
  return randomBytes(16).toString("hex");
}
