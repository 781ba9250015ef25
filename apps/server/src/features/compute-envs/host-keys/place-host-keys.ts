import type { Database, PinnedHostKeyRow, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, ComputeEnvId, UserId } from "@postern/domain";
import type { AuthorityKey, HostKeys, HostKeyVerdict, SeenHostKey } from "@postern/transport/ssh";
import type { Home } from "../../../home.ts";
import type { AuditService } from "../../audit/service.ts";
import { splitPins } from "./authority-pin.ts";
import { entryOfPin } from "./pin-entry.ts";
import * as store from "./store.ts";

export interface HostKeyParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Pick<AuditService, "record">;
  readonly places: { holdHome(query: Query, home: Home): Promise<void> };
}

/** For whom, and for which environment, the server is about to sign in. */
export interface SignInCause {
  readonly userId: UserId;
  /** Not given for somebody who looks what there is, before there is an environment. */
  readonly environmentId?: ComputeEnvId;
  /** The keys that the person has compared. Where they are given, a host that is new here is taken with one of them and with no other. */
  readonly confirmed?: readonly ConfirmedKey[];
}

/** A key of a host that somebody has compared. */
export interface ConfirmedKey extends store.HostAddress {
  readonly fingerprint: string;
}

/** A host that goes on showing a key that is not taken need not be noted each time. */
const notedAgainMs = 60_000;

/**
 * The host keys of one place. A host that is seen there for the first time is pinned at the first sign-in, unless the workspace wants somebody
 * to confirm it. INVARIANT: once a key is pinned, no other one is taken until a person has replaced it, nor a
 * key without a certificate once an authority is.
 */
export class PlaceHostKeys implements HostKeys {
  readonly #parts: HostKeyParts;
  readonly #home: Home;
  readonly #cause: () => SignInCause;

  constructor(parts: HostKeyParts, home: Home, cause: () => SignInCause) {
    this.#parts = parts;
    this.#home = home;
    this.#cause = cause;
  }

  async judge(seen: SeenHostKey): Promise<HostKeyVerdict> {
    const { query } = this.#parts.database;
    const pins = await store.listPins(query, this.#home, seen);
    const verdict = judgeBy(pins, seen);
    if (verdict === "known" || verdict === "revoked") return verdict;
    if (verdict === "unknown" && (await this.#mayTake(query, seen, pins))) return "known";
    await this.#note(seen);
    return verdict;
  }

  async isRevoked(seen: SeenHostKey): Promise<boolean> {
    return judgeBy(await store.listPins(this.#parts.database.query, this.#home, seen), seen) === "revoked";
  }

  /** Or nobody could get away from an authority that was replaced, or lost: a host that has a certificate never shows its key alone. */
  async noteRefused(seen: SeenHostKey): Promise<void> {
    await this.#note(seen);
  }

  async noteCertified(host: string, port: number): Promise<void> {
    await this.#forgetOffer({ host, port });
  }

  async algorithmsOf(host: string, port: number): Promise<readonly string[]> {
    const { own } = splitPins(await store.listPins(this.#parts.database.query, this.#home, { host, port }));
    return own.map(({ algorithm }) => algorithm);
  }

  async authoritiesOf(host: string, port: number): Promise<readonly AuthorityKey[]> {
    return splitPins(await store.listPins(this.#parts.database.query, this.#home, { host, port })).authorities;
  }

  /**
   * Pins what was seen for the first time. Asked anew: since it was judged, somebody may have pinned another one, or the workspace may want
   * to be asked.
   *
   * @throws ssh.host_key_changed · ssh.host_key_revoked · ssh.host_key_unknown
   */
  async confirm(seen: SeenHostKey): Promise<void> {
    const { clock, database, places } = this.#parts;
    // It is itself again, whoever showed another key meanwhile: and it has signed with this one.
    if (judgeBy(await store.listPins(database.query, this.#home, seen), seen) === "known") return this.#forgetOffer(seen);
    await database.transaction(async ({ query }) => {
      await places.holdHome(query, this.#home);
      await store.holdHost(query, database.engine, { home: this.#home, host: seen.host, port: seen.port });
      const pins = await store.listPins(query, this.#home, seen);
      const verdict = judgeBy(pins, seen);
      if (verdict === "known") return;
      if (verdict !== "unknown" || !(await this.#mayTake(query, seen, pins))) throw outpaced(verdict, seen);
      const { confirmed, userId } = this.#cause();
      const trust: PinnedHostKeyRow["trust"] = confirmed === undefined ? "first_use" : "confirmed";
      const pin = { ...this.#rowOf(seen), trust, pinned_at: clock.now() };
      await store.insertPin(query, pin);
      await store.deleteOffer(query, this.#home, seen);
      await this.#parts.audit.record(query, entryOfPin({ actor: userId, action: "host_key.pin", pin }));
    });
  }

  /**
   * Whether the key of a host that is new here is taken as it is. Where one of its keys was revoked somebody else may stand there: then the
   * next one is not taken at sight.
   */
  async #mayTake(query: Query, { host, port, fingerprint }: SeenHostKey, pins: readonly PinnedHostKeyRow[]): Promise<boolean> {
    const { confirmed } = this.#cause();
    if (confirmed === undefined) return splitPins(pins).revoked.length === 0 && !(await mustConfirm(query, this.#home));
    return confirmed.some((key) => key.host === host && key.port === port && key.fingerprint === fingerprint);
  }

  async #forgetOffer(at: store.HostAddress): Promise<void> {
    const { query } = this.#parts.database;
    if ((await store.findOffer(query, this.#home, at)) !== undefined) await store.deleteOffer(query, this.#home, at);
  }

  async #note(seen: SeenHostKey): Promise<void> {
    const { clock, database } = this.#parts;
    const noted = await store.findOffer(database.query, this.#home, seen);
    const now = clock.now();
    if (noted?.public_key === seen.key && now - noted.offered_at < notedAgainMs) return;
    await store.putOffer(database, this.#home, { ...this.#rowOf(seen), offered_at: now });
  }

  #rowOf({ host, port, algorithm, key }: SeenHostKey) {
    const workspaceId = this.#home.kind === "workspace" ? this.#home.workspaceId : null;
    const userId = this.#home.kind === "workspace" ? this.#cause().userId : this.#home.userId;
    return { user_id: userId, workspace_id: workspaceId, host, port, algorithm, public_key: key };
  }
}

/** Whether somebody has to confirm a host that is seen for the first time. At home there is nobody else to ask. */
export async function mustConfirm(query: Query, home: Home): Promise<boolean> {
  if (home.kind === "personal") return false;
  const found = await query.selectFrom("workspaces").select("confirms_host_keys").where("id", "=", home.workspaceId).executeTakeFirst();
  // A place that is gone takes nothing new.
  return found?.confirms_host_keys !== 0;
}

function judgeBy(pins: readonly PinnedHostKeyRow[], { algorithm, key }: SeenHostKey): HostKeyVerdict {
  const { revoked, trusted } = splitPins(pins);
  if (revoked.some((pin) => pin.public_key === key)) return "revoked";
  if (trusted.length === 0) return "unknown";
  return trusted.some((pin) => pin.algorithm === algorithm && pin.public_key === key) ? "known" : "changed";
}

const outpacedCodes = { unknown: "ssh.host_key_unknown", changed: "ssh.host_key_changed", revoked: "ssh.host_key_revoked" } as const;

function outpaced(verdict: Exclude<HostKeyVerdict, "known">, { host, algorithm, fingerprint }: SeenHostKey): AppError {
  return new AppError(
    outpacedCodes[verdict],
    `While Postern signed in on ${host}, its key ${algorithm} ${fingerprint} was no longer to be trusted at first sight.`,
  );
}
