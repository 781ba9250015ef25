import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Clock } from "@postern/domain";
import { KnownHosts, openSshChannel, SshAccount } from "@postern/transport/ssh";
import type { SshChannel } from "@postern/transport/ssh";

import { ensureDebianPackages } from "../debian-packages.ts";
import { makeSshKey } from "./make-ssh-key.ts";
import { startSshd } from "./start-sshd.ts";
import type { SshdFixture } from "./start-sshd.ts";

export interface OverSshOptions {
  readonly clock: Clock;
  /** What the sessions find in their environment. HOME is `home` unless it is told here. */
  readonly env: Readonly<Record<string, string>>;
  /** The home of whoever signs in. Default: a new folder, removed at the end. */
  readonly home?: string;
  /** Where the channel works. Default: the home. */
  readonly workDir?: string;
}

export interface OverSsh extends AsyncDisposable {
  readonly sshd: SshdFixture;
  readonly account: SshAccount;
  readonly channel: SshChannel;
  /** Where the channel works. */
  readonly folder: string;
}

/** A channel over a real sshd, whose host key is known. */
export async function openOverSsh({ clock, env, home, workDir }: OverSshOptions): Promise<OverSsh> {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  const own = await realpath(await mkdtemp(join(tmpdir(), "postern-over-ssh-")));
  const folder = workDir ?? home ?? own;
  const variables = Object.entries({ HOME: home ?? own, ...env }).map(([name, value]) => `${name}=${value}`);
  const sshd = await startSshd({ settings: [`SetEnv ${variables.join(" ")}`] });
  const key = await makeSshKey(own, { type: "ed25519" });
  await sshd.authorize([key.publicKey]);
  const [algorithm = "", hostKey = ""] = (await readFile(join(sshd.folder, "host-key.pub"), "utf8")).split(" ");
  const { host, port, user: userName } = sshd;
  const hostKeys = new KnownHosts(`[${host}]:${String(port)} ${algorithm} ${hostKey}`);
  const lendKey = <Result>(act: (lent: { readonly privateKey: string }) => Promise<Result>): Promise<Result> =>
    act({ privateKey: key.privateText });
  const account = new SshAccount({ clock, target: { jumps: [], login: { host, port, userName, lendKey }, hostKeys } });
  const channel = await openSshChannel(account, { clock, workDir: folder });
  return {
    ...{ sshd, account, channel, folder },
    [Symbol.asyncDispose]: async () => {
      await account[Symbol.asyncDispose]();
      await sshd[Symbol.asyncDispose]();
      await rm(own, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
