import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, makeSshKey, startSshd } from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import { KnownHosts, openSshChannel, SshAccount } from "@postern/transport/ssh";
import type { SshChannel } from "@postern/transport/ssh";

export interface OverSsh {
  readonly sshd: SshdFixture;
  readonly account: SshAccount;
  readonly channel: SshChannel;
  /** The home of whoever signs in, and the work folder of the channel. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

/** A channel over a real sshd, whose sessions have this environment. */
export async function openOverSsh(env: Readonly<Record<string, string>>): Promise<OverSsh> {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  const folder = await realpath(await mkdtemp(join(tmpdir(), "postern-over-ssh-")));
  const variables = Object.entries({ HOME: folder, ...env }).map(([name, value]) => `${name}=${value}`);
  const sshd = await startSshd({ settings: [`SetEnv ${variables.join(" ")}`] });
  const key = await makeSshKey(folder, { type: "ed25519" });
  await sshd.authorize([key.publicKey]);
  const [algorithm = "", hostKey = ""] = (await readFile(join(sshd.folder, "host-key.pub"), "utf8")).split(" ");
  const { host, port, user: userName } = sshd;
  const hostKeys = new KnownHosts(`[${host}]:${String(port)} ${algorithm} ${hostKey}`);
  const lendKey = <Result>(act: (lent: { readonly privateKey: string }) => Promise<Result>): Promise<Result> =>
    act({ privateKey: key.privateText });
  const clock = new SystemClock();
  const account = new SshAccount({ clock, target: { jumps: [], login: { host, port, userName, lendKey }, hostKeys } });
  const channel = await openSshChannel(account, { clock, workDir: folder });
  const close = async (): Promise<void> => {
    await account[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { sshd, account, channel, folder, close };
}
