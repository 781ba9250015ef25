import type { ConfirmHostKeyRequest, ReplaceHostKeyRequest } from "@postern/contracts";
import type { PinnedHostKeyRow, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import type { SshAccounts } from "../../../channels/ssh/ssh-accounts.ts";
import type { SshChannels, SshHosts } from "../../../channels/ssh/ssh-channels.ts";
import type { SshHost } from "../../../channels/ssh/ssh-way.ts";
import { homeOf } from "../../../home.ts";
import type { Home } from "../../../home.ts";
import type { Actor } from "../../../http/caller.ts";
import type { ComputeEnvironment } from "../environment.ts";
import type { ComputeEnvService } from "../service.ts";
import { revokedAlgorithm, splitPins } from "./authority-pin.ts";
import { entryOfPin, fingerprintOf } from "./pin-entry.ts";
import { mustConfirm } from "./place-host-keys.ts";
import type { HostKeyParts } from "./place-host-keys.ts";
import { readKnownHosts } from "./read-known-hosts.ts";
import type { UnreadLine } from "./read-known-hosts.ts";
import * as store from "./store.ts";

export interface HostKeyServiceParts extends HostKeyParts {
  readonly environments: Pick<ComputeEnvService, "announce" | "get">;
  readonly ssh: Pick<SshChannels, "findHosts">;
  readonly accounts: Pick<SshAccounts, "endAt">;
  /** A check that failed for a key may pass now. */
  readonly wakeChecks: () => void;
}

/** What is known of one host on the way to a cluster. */
export interface DescribedHop {
  readonly hop: SshHost;
  readonly pins: readonly store.PinWithPerson[];
  readonly offer: Awaited<ReturnType<typeof store.findOffer>>;
}

export interface DescribedHostKeys {
  readonly mustBeConfirmed: boolean;
  readonly hops: readonly DescribedHop[];
}

/** Host keys as people see, confirm and replace them, by an environment on whose way the hosts are. */
export class HostKeyService {
  readonly #parts: HostKeyServiceParts;

  constructor(parts: HostKeyServiceParts) {
    this.#parts = parts;
  }

  /** @throws environment.not_found */
  async describe(actor: Actor, id: ComputeEnvId): Promise<DescribedHostKeys> {
    const { query } = this.#parts.database;
    const reach = await this.#parts.ssh.findHosts(await this.#parts.environments.get(actor, id), actor.userId);
    const home = homeOf(actor);
    const hops = (reach?.way ?? []).map(async (hop) => ({
      hop,
      pins: await store.listPinsWithPeople(query, home, hop),
      offer: await store.findOffer(query, home, hop),
    }));
    return { mustBeConfirmed: await mustConfirm(query, home), hops: await Promise.all(hops) };
  }

  /**
   * Pins the key that waits. May be repeated.
   *
   * @throws request.outdated when the host has shown another one since. @throws ssh.host_key_changed when another one is pinned.
   */
  async confirm(actor: Actor, id: ComputeEnvId, wanted: ConfirmHostKeyRequest): Promise<void> {
    await this.#change(actor, { id, ...wanted }, async (query, { home, hop }) => {
      const pins = splitPins(await store.listPins(query, home, hop)).trusted;
      if (pins.some((pin) => fingerprintOf(pin) === wanted.fingerprint)) return;
      const pin = await this.#takeOffer(query, actor, { home, hop, fingerprint: wanted.fingerprint, trust: "confirmed" });
      if (pins.length > 0) throw pinnedAlready(hop);
      await store.insertPin(query, pin);
      await this.#parts.audit.record(query, entryOfPin({ actor: actor.userId, action: "host_key.pin", pin }));
    });
  }

  /**
   * Puts the key that was refused in the place of all keys of the host, and ends what is connected there. May be repeated.
   *
   * @throws request.outdated when either key is another one than the person saw.
   */
  async replace(actor: Actor, id: ComputeEnvId, wanted: ReplaceHostKeyRequest): Promise<void> {
    const { pinnedFingerprint, offeredFingerprint: fingerprint, reason } = wanted;
    await this.#change(actor, { id, ...wanted }, async (query, { home, hop }) => {
      const replaced = splitPins(await store.listPins(query, home, hop)).trusted;
      if (replaced.length === 1 && replaced.every((pin) => pin.trust === "replaced" && fingerprintOf(pin) === fingerprint)) return;
      if (!replaced.some((pin) => fingerprintOf(pin) === pinnedFingerprint)) throw outdated(hop, "pinnedFingerprint");
      const pin = await this.#takeOffer(query, actor, { home, hop, fingerprint, trust: "replaced" });
      await store.deletePins(query, home, hop);
      await store.insertPin(query, pin);
      const act = { actor: actor.userId, action: "host_key.replace", pin, replaced, reason } as const;
      await this.#parts.audit.record(query, entryOfPin(act));
    });
    this.#parts.accounts.endAt(homeOf(actor), { host: wanted.host.toLowerCase(), port: wanted.port });
  }

  /**
   * Pins what lines of `known_hosts` say of the hosts of an environment, and keeps which keys they say are revoked.
   *
   * @throws request.invalid when they say nothing of them. @throws ssh.host_key_changed when another key of the kind is pinned; nothing is pinned then.
   * @throws ssh.host_key_revoked for a key that was revoked before.
   */
  async addKnownHosts(actor: Actor, id: ComputeEnvId, lines: string): Promise<AddedLines> {
    const { environment, reach } = await this.#find(actor, id);
    const { found, revoked: refused, unread } = readKnownHosts(lines, reach.way);
    const revoked: SshHost[] = [];
    const added = await this.#parts.database.transaction(async ({ query }) => {
      let count = 0;
      for (const { hop, algorithm, key } of refused) {
        const pin = { ...this.#rowOf(actor, hop), algorithm, public_key: key, trust: "known_hosts" } as const;
        if (await this.#revoke(query, actor, { home: reach.home, hop, pin })) revoked.push(hop);
      }
      for (const { hop, algorithm, key } of found) {
        const pin = { ...this.#rowOf(actor, hop), algorithm, public_key: key, trust: "known_hosts" } as const;
        if (await this.#pinKnown(query, actor, { home: reach.home, hop, pin })) count += 1;
      }
      return count;
    });
    this.#tell(environment);
    for (const hop of revoked) this.#parts.accounts.endAt(homeOf(actor), hop);
    return { added, revoked: revoked.length, unread };
  }

  /** From then on nobody takes it, and what is connected there by it ends. */
  async #revoke(query: Query, actor: Actor, { home, hop, pin }: HopAt & { readonly pin: PinnedHostKeyRow }): Promise<boolean> {
    await this.#hold(query, { home, hop });
    const { revoked } = splitPins(await store.listPins(query, home, hop));
    if (revoked.some(({ public_key: key }) => key === pin.public_key)) return false;
    await store.deletePin(query, home, { ...hop, key: pin.public_key });
    const offer = await store.findOffer(query, home, hop);
    if (offer?.public_key === pin.public_key) await store.deleteOffer(query, home, hop);
    await store.insertPin(query, { ...pin, algorithm: revokedAlgorithm(pin.algorithm, fingerprintOf(pin)) });
    await this.#parts.audit.record(query, entryOfPin({ actor: actor.userId, action: "host_key.revoke", pin }));
    return true;
  }

  async #pinKnown(query: Query, actor: Actor, { home, hop, pin }: HopAt & { readonly pin: PinnedHostKeyRow }): Promise<boolean> {
    await this.#hold(query, { home, hop });
    const { revoked, trusted } = splitPins(await store.listPins(query, home, hop));
    if (revoked.some(({ public_key: key }) => key === pin.public_key)) throw revokedBefore(hop);
    const same = trusted.find(({ algorithm }) => algorithm === pin.algorithm);
    if (same !== undefined && same.public_key !== pin.public_key) throw pinnedAlready(hop);
    const offer = await store.findOffer(query, home, hop);
    if (offer?.public_key === pin.public_key) await store.deleteOffer(query, home, hop);
    if (same !== undefined) return false;
    await store.insertPin(query, pin);
    await this.#parts.audit.record(query, entryOfPin({ actor: actor.userId, action: "host_key.pin", pin }));
    return true;
  }

  async #change(
    actor: Actor,
    { id, ...address }: store.HostAddress & { readonly id: ComputeEnvId },
    change: (query: Query, at: HopAt) => Promise<void>,
  ): Promise<void> {
    const { environment, reach } = await this.#find(actor, id);
    const host = address.host.toLowerCase();
    const hop = reach.way.find((one) => one.host === host && one.port === address.port);
    if (hop === undefined) {
      const message = `${address.host}:${String(address.port)} is not on the way to the cluster of ${environment.name}.`;
      throw new AppError("request.invalid", message, { fields: ["host"] });
    }
    await this.#parts.database.transaction(async ({ query }) => {
      await this.#hold(query, { home: reach.home, hop });
      await change(query, { home: reach.home, hop });
    });
    this.#tell(environment);
  }

  async #find(actor: Actor, id: ComputeEnvId): Promise<{ readonly environment: ComputeEnvironment; readonly reach: SshHosts }> {
    const environment = await this.#parts.environments.get(actor, id);
    const reach = await this.#parts.ssh.findHosts(environment, actor.userId);
    if (reach !== undefined) return { environment, reach };
    throw new AppError("request.invalid", `${environment.name} is not reached by SSH, so it has no host keys.`);
  }

  async #hold(query: Query, { home, hop: { host, port } }: HopAt): Promise<void> {
    const { database, places } = this.#parts;
    await places.holdHome(query, home);
    await store.holdHost(query, database.engine, { home, host, port });
  }

  /** The row of what is offered, which is offered no more. @throws request.outdated */
  async #takeOffer(query: Query, actor: Actor, { home, hop, fingerprint, trust }: OfferTaking): Promise<PinnedHostKeyRow> {
    const offer = await store.findOffer(query, home, hop);
    if (offer === undefined || fingerprintOf(offer) !== fingerprint) {
      throw outdated(hop, trust === "replaced" ? "offeredFingerprint" : "fingerprint");
    }
    await store.deleteOffer(query, home, hop);
    const { algorithm, public_key } = offer;
    return { ...this.#rowOf(actor, hop), algorithm, public_key, trust };
  }

  #rowOf(actor: Actor, { host, port }: SshHost) {
    const at = this.#parts.clock.now();
    return { user_id: actor.userId, workspace_id: actor.place.workspaceId, host, port, pinned_at: at };
  }

  #tell(environment: ComputeEnvironment): void {
    this.#parts.environments.announce(environment);
    this.#parts.wakeChecks();
  }
}

interface AddedLines {
  /** Keys that are pinned, and that are revoked, and were not before. */
  readonly added: number;
  readonly revoked: number;
  readonly unread: readonly UnreadLine[];
}

interface HopAt {
  readonly home: Home;
  readonly hop: SshHost;
}

interface OfferTaking extends HopAt {
  readonly fingerprint: string;
  readonly trust: "confirmed" | "replaced";
}

function outdated({ host }: SshHost, field: string): AppError {
  return new AppError("request.outdated", `${host} has another key than the one that you saw, or shows none that waits.`, {
    fields: [field],
  });
}

function revokedBefore({ host }: SshHost): AppError {
  return new AppError("ssh.host_key_revoked", `The lines have a key of ${host} that was revoked here before.`);
}

function pinnedAlready({ host }: SshHost): AppError {
  return new AppError("ssh.host_key_changed", `Another key of ${host} is pinned; it has to be replaced, with a reason.`);
}
