import type { DiscoverClusterRequest } from "@postern/contracts";
import type { Database } from "@postern/database";
import { AppError, toCredentialId, toManagedIdentityId } from "@postern/domain";
import type { Clock, CredentialId, ManagedIdentityId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { CredentialChannels } from "../../../channels/credential-channels.ts";
import { managedWayOf } from "../../../channels/ssh/managed-way.ts";
import { refuseTwice } from "../../../channels/ssh/refuse-twice.ts";
import type { SshVisit, SshVisits, VisitedHost, VisitWish } from "../../../channels/ssh/ssh-visits.ts";
import { readSshAddress } from "../../../channels/ssh/ssh-way.ts";
import type { SshSignIn } from "../../../channels/ssh/ssh-way.ts";
import { given } from "../../../given.ts";
import { homeOf } from "../../../home.ts";
import type { Actor } from "../../../http/caller.ts";
import { splitPins } from "../host-keys/authority-pin.ts";
import { fingerprintOf } from "../host-keys/pin-entry.ts";
import { findOffer, listPins } from "../host-keys/store.ts";
import { holdJumpKeys } from "../jump-hosts/hold-jump-keys.ts";
import type { HeldCredentials } from "../jump-hosts/hold-jump-keys.ts";
import { toJumpHosts } from "../jump-hosts/read-jump-hosts.ts";
import type { AuditEntry, AuditService } from "../../audit/service.ts";
import type { ManagedWays } from "../../managed-identities/ways.ts";
import type { ComputeEnvService } from "../service.ts";
import { discoverCluster } from "./discover-cluster.ts";
import type { DiscoveryTools } from "./discover-cluster.ts";
import type { Discovery, WaitingHostKey } from "./discovery.ts";
import { LookPlaces } from "./look-places.ts";

export interface DiscoveryServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "list">;
  readonly credentials: {
    /** As of `HeldCredentials`, with the name that the trail calls it by. */
    holdForUse(...held: Parameters<HeldCredentials["holdForUse"]>): Promise<{ readonly provider: string; readonly name: string }>;
    findSshSignIn(id: CredentialId): Promise<SshSignIn | undefined>;
  };
  readonly credentialChannels: CredentialChannels;
  readonly managed: Pick<ManagedWays, "getSignIn" | "holdForUse">;
  readonly visits: Pick<SshVisits, "open">;
  readonly audit: Pick<AuditService, "recordAlone">;
}

interface HeldCredential {
  readonly id: CredentialId;
  readonly name: string;
  readonly provider: string;
}

/** A host, or the credential that leads to an agent. */
type LookedAt = Pick<AuditEntry, "targetKind" | "targetId" | "targetName" | "detail">;

/** A look that may begin. */
export interface ReadyDiscovery {
  /** Resolves when it has told its end, or soon after `signal` was aborted: then whatever it had opened is closed. */
  run(report: (discovery: Discovery) => void, signal: AbortSignal): Promise<void>;
}

/** Looks at clusters for people who have no environment of them yet. */
export class DiscoveryService {
  readonly #parts: DiscoveryServiceParts;
  readonly #places = new LookPlaces();

  constructor(parts: DiscoveryServiceParts) {
    this.#parts = parts;
  }

  /**
   * Sees that the person may use what is asked for. Nothing is connected to yet. What is made ready is run: until it ends it is one of theirs.
   *
   * @throws request.invalid naming the member at fault · credential.not_found · use.limited · request.limited
   * @throws identity.not_found · identity.key_missing
   */
  async prepare(actor: Actor, request: DiscoverClusterRequest): Promise<ReadyDiscovery> {
    const leave = this.#places.enter(actor.userId);
    try {
      const ready = await this.#prepare(actor, request);
      return { run: (report, signal) => ready.run(report, signal).finally(leave) };
    } catch (error) {
      leave();
      throw error;
    }
  }

  async #prepare(actor: Actor, request: DiscoverClusterRequest): Promise<ReadyDiscovery> {
    const identityId = given(request.managedIdentityId);
    if (identityId !== undefined)
      return this.#bySsh(actor, request, await this.#readOwnWay(actor, request, toManagedIdentityId(identityId)));
    const id = given(request.credentialsId);
    const credentialId = id === undefined ? undefined : toCredentialId(id);
    const held = credentialId === undefined ? undefined : await this.#hold(actor, credentialId);
    const provider = held?.provider ?? "ssh";
    if (held !== undefined && provider === "tw-agent") return this.#throughAgent(actor, held);
    if (provider === "ssh") return this.#bySsh(actor, request, await this.#readWay(actor, request, credentialId));
    throw new AppError("request.invalid", `A credential of the provider ${provider} leads to no cluster.`, { fields: ["credentialsId"] });
  }

  async #hold(actor: Actor, id: CredentialId): Promise<HeldCredential> {
    const { name, provider } = await this.#parts.database.transaction(({ query }) => this.#parts.credentials.holdForUse(query, actor, id));
    return { id, name, provider };
  }

  async #throughAgent(actor: Actor, { id, name }: HeldCredential): Promise<ReadyDiscovery> {
    await this.#record(actor, { targetKind: "credential", targetId: id, targetName: name });
    const openChannel = () => this.#parts.credentialChannels.open(id, actor.userId);
    return { run: (report, signal) => this.#run(actor, { openChannel }, { report, signal }) };
  }

  async #bySsh(actor: Actor, request: DiscoverClusterRequest, way: VisitWish["way"]): Promise<ReadyDiscovery> {
    const confirmed = (request.confirmedHostKeys ?? []).map((key) => ({ ...key, host: key.host.toLowerCase() }));
    const [login, ...jumps] = way.map(({ host, port }) => `${host}:${String(port)}`).toReversed();
    const target = { targetKind: "host", targetId: login ?? "", targetName: login ?? "" };
    await this.#record(actor, { ...target, detail: { through: jumps.toReversed().join(", ") } });
    const wish = { home: homeOf(actor), way, cause: { userId: actor.userId, confirmed } };
    const run: ReadyDiscovery["run"] = async (report, signal) => {
      await using visit = this.#parts.visits.open(wish);
      const findWaitingKey = () => this.#findWaitingKey(actor, visit);
      const tools = { ssh: visit.probe, openChannel: () => visit.openChannel(), findWaitingKey, hostName: way.at(-1)?.host };
      await this.#run(actor, tools, { report, signal });
    };
    return { run };
  }

  /** Before anything is connected to: without a key nothing else in the trail would tell of it. */
  async #record({ place, userId }: Actor, looked: LookedAt): Promise<void> {
    const workspaceId = place.kind === "workspace" ? place.workspaceId : null;
    await this.#parts.audit.recordAlone({ actor: userId, action: "cluster.look", workspaceId, ...looked });
  }

  async #readOwnWay(actor: Actor, { credentialsId, hostName }: DiscoverClusterRequest, id: ManagedIdentityId): Promise<VisitWish["way"]> {
    const { database, managed } = this.#parts;
    if (given(credentialsId) !== undefined || given(hostName) !== undefined) {
      const message = "A managed identity says which host, account and key are meant: nothing of that can stand beside it.";
      throw new AppError("request.invalid", message, { fields: ["managedIdentityId"] });
    }
    await database.transaction(({ query }) => managed.holdForUse(query, actor, id));
    const { jumps, login, signIn } = managedWayOf(actor.userId, await managed.getSignIn(id, actor.userId));
    return wayOf(
      jumps.map((jump) => ({ ...jump, isJumpHost: true })),
      { ...login, isJumpHost: false, signIn },
    );
  }

  async #readWay(actor: Actor, request: DiscoverClusterRequest, credentialId: CredentialId | undefined): Promise<VisitWish["way"]> {
    const { credentials, database } = this.#parts;
    const login = readSshAddress(request, "the address");
    const jumps = toJumpHosts(request.jumpHosts ?? []);
    if (jumps.length > 0) refuseTwice([...jumps, login]);
    await database.transaction(({ query }) => holdJumpKeys(query, actor, { credentials, hosts: jumps }));
    const passed = jumps.map(async ({ credentialId: key, ...host }) => ({
      ...host,
      isJumpHost: true,
      signIn: await credentials.findSshSignIn(key),
    }));
    const signIn = credentialId === undefined ? undefined : await credentials.findSshSignIn(credentialId);
    const last: VisitedHost = { ...login, isJumpHost: false, signIn };
    return wayOf(await Promise.all(passed), last);
  }

  async #run(
    actor: Actor,
    tools: Pick<DiscoveryTools, "openChannel"> & Partial<DiscoveryTools>,
    { report, signal }: { readonly report: (discovery: Discovery) => void; readonly signal: AbortSignal },
  ): Promise<void> {
    const { clock, environments } = this.#parts;
    const opened: CommandChannel[] = [];
    const openChannel = async (): Promise<CommandChannel> => {
      signal.throwIfAborted();
      const channel = await tools.openChannel();
      opened.push(channel);
      if (signal.aborted) await channel[Symbol.asyncDispose]();
      signal.throwIfAborted();
      return channel;
    };
    const takenNames = async () => new Set((await environments.list(actor)).map(({ name }) => name));
    const work = discoverCluster({ findWaitingKey: nobodyWaits, ...tools, clock, takenNames, openChannel }, (discovery) => {
      if (!signal.aborted) report(discovery);
    });
    await Promise.race([work, stopped(signal)]);
    // What was under way fails with its channel, which nobody waits for.
    work.catch(() => undefined);
    if (signal.aborted) await Promise.all(opened.map((channel) => channel[Symbol.asyncDispose]()));
  }

  /** The first host on the way that is new here. */
  async #findWaitingKey(actor: Actor, { probe }: SshVisit): Promise<WaitingHostKey | undefined> {
    const { query } = this.#parts.database;
    const home = homeOf(actor);
    for (const hop of probe.way) {
      if (splitPins(await listPins(query, home, hop)).trusted.length > 0) continue;
      const offer = await findOffer(query, home, hop);
      const { host, port, isJumpHost } = hop;
      if (offer !== undefined) return { host, port, isJumpHost, algorithm: offer.algorithm, fingerprint: fingerprintOf(offer) };
    }
    return undefined;
  }
}

function wayOf([first, ...more]: readonly VisitedHost[], last: VisitedHost): VisitWish["way"] {
  return first === undefined ? [last] : [first, ...more, last];
}

const nobodyWaits = () => Promise.resolve(undefined);

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
