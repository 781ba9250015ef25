import { AppError } from "@postern/domain";
import type { Clock, CredentialId, TimeMs, UserId } from "@postern/domain";
import { SshAccount } from "@postern/transport/ssh";
import type { HostKeys, SshHop, SshSettings } from "@postern/transport/ssh";
import type { SignInCause } from "../../features/compute-envs/host-keys/place-host-keys.ts";
import type { Home } from "../../home.ts";
import type { ManagedSignIn } from "../../features/managed-identities/sign-ins.ts";
import type { ManagedWays } from "../../features/managed-identities/ways.ts";
import { keyLenderOf } from "./lend-key.ts";
import type { KeyLenders } from "./lend-key.ts";
import type { SshSignIn, SshWay, SshWayHop } from "./ssh-way.ts";

export interface SshAccountsParts extends KeyLenders {
  readonly clock: Clock;
  readonly credentials: { findSshSignIn(id: CredentialId): Promise<SshSignIn | undefined> };
  readonly managed: Pick<ManagedWays, "findSignIn">;
  readonly hostKeysOf: (home: Home, cause: () => SignInCause) => HostKeys;
  readonly settings?: SshSettings;
}

export interface WantedAccount {
  readonly home: Home;
  readonly way: SshWay;
  /** When a host on the way got another key in the place of an old one, or an authority, last; 0 when none did. */
  readonly trustChangedAt: TimeMs;
  readonly cause: SignInCause;
}

interface Entry {
  readonly home: string;
  readonly way: SshWay;
  readonly account: SshAccount;
  readonly trustChangedAt: TimeMs;
  /** Whoever wanted it last, and when: for them the key is lent when it has to sign in again. */
  cause: SignInCause;
  wantedAt: TimeMs;
}

/** Whoever was given an account uses it within this time, or asks again. */
const forgottenAfterMs = 15 * 60_000;

/**
 * The accounts on clusters that this server acts as: one, with its one connection, for each way, account and credential as it is now.
 * All who act as that account share it.
 */
export class SshAccounts implements AsyncDisposable {
  readonly #parts: SshAccountsParts;
  readonly #entries = new Map<string, Entry>();
  readonly #ending = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: SshAccountsParts) {
    this.#parts = parts;
  }

  /**
   * Connects to nothing yet. What was opened with a credential as it was before is ended, and what knows a host by what was
   * trusted before.
   *
   * @throws server.closing
   */
  get(wanted: WantedAccount): SshAccount {
    const { home, way, cause, trustChangedAt } = wanted;
    if (this.#isClosed) throw new AppError("server.closing", "The server ends its connections to clusters.");
    this.#endWhere((entry) => entry.way.some((old) => way.some((hop) => isOutdated(old.signIn, hop.signIn))));
    const key = JSON.stringify([home, way]);
    this.#endWhere((entry, at) => at === key && entry.trustChangedAt < trustChangedAt);
    const found = this.#entries.get(key);
    if (found !== undefined) {
      found.cause = cause;
      found.wantedAt = this.#parts.clock.now();
      return found.account;
    }
    this.#forgetOld();
    const entry = this.#open(wanted);
    this.#entries.set(key, entry);
    return entry.account;
  }

  /** Ends what was opened with credentials of a place that have been edited or deleted since. */
  async endOutdated(home: Home): Promise<void> {
    const wanted = JSON.stringify(home);
    const ids = new Set(
      [...this.#entries.values()].filter((entry) => entry.home === wanted).flatMap(({ way }) => way.flatMap(credentialsOf)),
    );
    for (const id of ids) {
      const now = await this.#parts.credentials.findSshSignIn(id);
      this.#endWhere(({ way }) => way.some(({ signIn }) => signIn.credentialId === id && signIn.revision !== now?.revision));
    }
  }

  /** Ends what was opened with keys of a person that are other ones now, lead elsewhere, or are gone, as when the person has left. */
  async endLost(userId: UserId): Promise<void> {
    const all = [...this.#entries.values()].flatMap(({ way }) => way);
    const ids = new Set(all.flatMap(({ signIn }) => (signIn.ownerUserId === userId ? (signIn.managedKeyId ?? []) : [])));
    for (const id of ids) {
      const now = await this.#parts.managed.findSignIn(id);
      this.#endWhere(({ way }) => way.some((hop) => hop.signIn.managedKeyId === id && !isStill(hop, now)));
    }
  }

  /** Another key is trusted for a host now: whoever is connected there still knows it by the old one. */
  endAt(home: Home, { host, port }: Pick<SshWayHop, "host" | "port">): void {
    const wanted = JSON.stringify(home);
    this.#endWhere((entry) => entry.home === wanted && entry.way.some((hop) => hop.host === host && hop.port === port));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#endWhere(() => true);
    await Promise.all(this.#ending);
  }

  /** Ways that nobody goes any more, as after an edit or the end of an environment. Those of people come and go with them. */
  #forgetOld(): void {
    const until = this.#parts.clock.now() - forgottenAfterMs;
    this.#endWhere(({ account, wantedAt }) => wantedAt < until && account.isAtRest);
  }

  #open({ home, way, cause, trustChangedAt }: WantedAccount): Entry {
    const { clock, hostKeysOf, settings } = this.#parts;
    const hops = way.map((hop) => this.#hop(hop, () => entry.cause));
    const [login, ...jumps] = hops.toReversed() as [SshHop, ...SshHop[]];
    const target = { jumps: jumps.toReversed(), login, hostKeys: hostKeysOf(home, () => entry.cause) };
    const account = new SshAccount({ target, clock, ...(settings === undefined ? {} : { settings }) });
    const entry: Entry = { home: JSON.stringify(home), way, account, trustChangedAt, cause, wantedAt: clock.now() };
    return entry;
  }

  #hop(hop: SshWayHop, cause: () => SignInCause): SshHop {
    const { host, port, userName } = hop;
    return { host, port, userName, lendKey: keyLenderOf(hop, cause, this.#parts) };
  }

  #endWhere(isMeant: (entry: Entry, key: string) => boolean): void {
    for (const [key, entry] of this.#entries) {
      if (!isMeant(entry, key)) continue;
      this.#entries.delete(key);
      const ending = entry.account[Symbol.asyncDispose]().finally(() => this.#ending.delete(ending));
      this.#ending.add(ending);
    }
  }
}

const credentialsOf = ({ signIn }: SshWayHop): CredentialId[] => (signIn.managedKeyId === undefined ? [signIn.credentialId] : []);

function isOutdated(old: SshSignIn, now: SshSignIn): boolean {
  return old.credentialId === now.credentialId && old.revision < now.revision;
}

function isStill({ host, port, userName, isJumpHost, signIn }: SshWayHop, now: ManagedSignIn | undefined): boolean {
  if (now?.revision !== signIn.revision || now.userName !== userName) return false;
  return (isJumpHost ? now.jumpHosts : [now]).some((place) => place.host === host && place.port === port);
}
