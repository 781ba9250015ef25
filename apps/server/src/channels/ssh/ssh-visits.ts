import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { openSshChannel, SshAccount } from "@postern/transport/ssh";
import type { SshHop } from "@postern/transport/ssh";
import type { SshProbe } from "../../features/compute-envs/check/check-ssh.ts";
import type { SignInCause } from "../../features/compute-envs/host-keys/place-host-keys.ts";
import type { Home } from "../../home.ts";
import { keyLenderOf } from "./lend-key.ts";
import type { SshAccountsParts } from "./ssh-accounts.ts";
import type { SshHost, SshSignIn } from "./ssh-way.ts";

/** A host on the way, with what opens it where there is such. */
export type VisitedHost = SshHost & { readonly signIn?: SshSignIn | undefined };

export interface VisitWish {
  readonly home: Home;
  /** In the order in which they are passed; the cluster's own host last. */
  readonly way: readonly [VisitedHost, ...VisitedHost[]];
  readonly cause: SignInCause;
}

/** A way by SSH that nobody shares. */
export interface SshVisit extends AsyncDisposable {
  readonly probe: SshProbe;
  openChannel(): Promise<CommandChannel>;
}

export interface SshVisitsParts extends Pick<SshAccountsParts, "clock" | "hostKeysOf" | "managedKeys" | "secrets" | "settings"> {
  readonly clock: Clock;
  readonly namePins: (home: Home, hop: Pick<SshHost, "host" | "port">) => Promise<readonly string[]>;
}

/** Looks at hosts before there is an environment: each with a connection of its own, which ends with the visit. */
export class SshVisits {
  readonly #parts: SshVisitsParts;

  constructor(parts: SshVisitsParts) {
    this.#parts = parts;
  }

  /** Connects to nothing yet. A host without a key is shown no name: signing in on it throws `ssh.key_needed`. */
  open({ home, way, cause }: VisitWish): SshVisit {
    const { clock, hostKeysOf, namePins, settings } = this.#parts;
    const [login, ...jumps] = way.map((host) => this.#hop(host, cause)).toReversed() as [SshHop, ...SshHop[]];
    const target = { jumps: jumps.toReversed(), login, hostKeys: hostKeysOf(home, () => cause) };
    const account = new SshAccount({ target, clock, ...(settings === undefined ? {} : { settings }) });
    return {
      probe: {
        way,
        accounts: way.map(({ userName, host }) => `${userName} on ${host}`),
        reach: () => account.reachFirstHost(),
        connect: async () => void (await account.connection()),
        namePins: async (hop) => {
          const pins = await namePins(home, hop);
          return pins.length > 0 ? pins : namesOfConfirmed(cause, hop);
        },
      },
      openChannel: () => openSshChannel(account, { clock }),
      [Symbol.asyncDispose]: () => account[Symbol.asyncDispose](),
    };
  }

  #hop({ signIn, ...host }: VisitedHost, cause: SignInCause): SshHop {
    const lendKey = signIn === undefined ? noKey(host) : keyLenderOf({ ...host, signIn }, () => cause, this.#parts);
    return { host: host.host, port: host.port, userName: host.userName, lendKey };
  }
}

/** What is confirmed is pinned when somebody signs in, and was compared with what the host showed before. */
function namesOfConfirmed({ confirmed = [] }: SignInCause, { host, port }: Pick<SshHost, "host" | "port">): readonly string[] {
  return confirmed.filter((key) => key.host === host.toLowerCase() && key.port === port).map(({ fingerprint }) => fingerprint);
}

/** It is asked for when the host has proved to be the one that is meant. */
function noKey({ host, userName }: SshHost): SshHop["lendKey"] {
  return () => Promise.reject(new AppError("ssh.key_needed", `There is no key yet with which ${userName} could sign in on ${host}.`));
}
