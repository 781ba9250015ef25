import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { SystemClock } from "@postern/runtime";
import { ensureDebianPackages, makeSshKey, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture, SshdOptions } from "@postern/testing";

import { KnownHosts, openSshChannel, SshAccount } from "../index.ts";
import type { HostKeys, SshChannel, SshHop, SshKey, SshSettings, SshTarget } from "../index.ts";

export interface SshSceneOptions {
  /** Hosts to go through. */
  readonly jumps?: number;
  /** Further lines of the last host's `sshd_config`. */
  readonly settings?: readonly string[];
  readonly hasSftp?: boolean;
  /** The account on the last host, as `startSshd` takes it. */
  readonly shadow?: string;
  /** The account's login shell on the last host. */
  readonly loginShell?: string;
  readonly jumpSettings?: readonly string[];
  readonly account?: SshSettings;
  /** In place of the key that is authorized. */
  readonly key?: SshKey;
  readonly hostKeys?: HostKeys;
  /** Stands before the last host. */
  readonly port?: (sshd: SshdFixture) => number | Promise<number>;
}

export interface SshScene extends AsyncDisposable {
  readonly sshd: SshdFixture;
  readonly jumps: readonly SshdFixture[];
  /** The home folder of what is run. */
  readonly home: string;
  readonly account: SshAccount;
  readonly target: SshTarget;
  /** How often a key was lent. */
  readonly lent: () => number;
  /** Lets the key of the account in, which it does from the start. */
  authorize(): Promise<void>;
  /** Of the account on the last host. */
  privateKey(): Promise<string>;
  open(workDir?: string): Promise<SshChannel>;
}

/** Real servers of OpenSSH, each with a key of its own for the account that runs the test, and the account on the last. */
export async function startSshScene(options: SshSceneOptions = {}): Promise<SshScene> {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  const { settings = [], jumpSettings = [], hasSftp = true } = options;
  const home = await mkdtemp(join(tmpdir(), "postern-ssh-home-"));
  const jumps = await Promise.all(Array.from({ length: options.jumps ?? 0 }, () => startSshd({ settings: jumpSettings })));
  // Nothing of the account that runs the test is read.
  const sshd = await startSshd({ ...accountIn(home, options), hasSftp, settings: [`SetEnv HOME=${home}`, ...settings] });
  let lent = 0;
  const hopTo = async (server: SshdFixture, given?: SshKey): Promise<SshHop & { readonly authorize: () => Promise<void> }> => {
    const made: MadeSshKey = await makeSshKey(server.folder, { type: "ed25519" });
    const authorize = (): Promise<void> => server.authorize([made.publicKey]);
    await authorize();
    const key = given ?? { privateKey: made.privateText };
    return {
      ...{ host: server.host, port: server.port, userName: server.user, authorize },
      lendKey: (act) => {
        lent += 1;
        return act(key);
      },
    };
  };
  const login = await hopTo(sshd, options.key);
  const lines = await Promise.all([...jumps, sshd].map(knownHostsLine));
  const target = {
    jumps: await Promise.all(jumps.map((jump) => hopTo(jump))),
    login: { ...login, port: (await options.port?.(sshd)) ?? login.port },
    hostKeys: options.hostKeys ?? new KnownHosts(lines.join("\n")),
  };
  const clock = new SystemClock();
  const account = new SshAccount({ target, clock, settings: { keepAliveMs: 1_000, ...options.account } });
  return {
    ...{ sshd, jumps, home, account, target, lent: () => lent },
    authorize: login.authorize,
    privateKey: () => login.lendKey(({ privateKey }) => Promise.resolve(privateKey)),
    open: (workDir = "/") => openSshChannel(account, { clock, workDir }),
    [Symbol.asyncDispose]: async () => {
      await account[Symbol.asyncDispose]();
      await Promise.all([...jumps, sshd].map((server) => server[Symbol.asyncDispose]()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

function accountIn(home: string, { shadow, loginShell }: SshSceneOptions): Pick<SshdOptions, "shadow" | "login"> {
  return { ...(shadow === undefined ? {} : { shadow }), ...(loginShell === undefined ? {} : { login: { loginShell, home } }) };
}

/** What somebody has who has looked at the host itself. */
export async function knownHostsLine({ host, port, folder }: SshdFixture): Promise<string> {
  const [algorithm, key] = (await readFile(join(folder, "host-key.pub"), "utf8")).split(" ");
  return `[${host}]:${String(port)} ${algorithm ?? ""} ${key ?? ""}`;
}
