import type { CreateCredentialsRequest, NewUseLimit, UpdateUseLimitRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { opensPlatform, toCredentialId, toWorkspaceId } from "@postern/domain";
import type { Clock, CredentialId, UserId, WorkspaceId } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { homeOf } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { newCredentialId } from "../../new-id.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import type { DescribedLimit, UseLimitService } from "../use-limits/service.ts";
import { announceCredentials } from "./announce-credentials.ts";
import { credentialAt, credentialNotFound, nameTaken, refuseBadName } from "./credential-errors.ts";
import { credentialImage } from "./credential-image.ts";
import type { SshSignIn } from "../../channels/ssh/ssh-way.ts";
import { asLimitedThing, toAgentConnection, toSshSignIn } from "./credential-views.ts";
import type { AgentConnection } from "./credential-views.ts";
import { keyColumns, uncheckedColumns } from "./key-columns.ts";
import type { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import { prepareKeys } from "./prepare-keys.ts";
import { parseKeys, toProvider } from "./providers.ts";
import { readExpiry } from "./read-expiry.ts";
import { recordAct } from "./record-act.ts";
import type { CredentialAct } from "./record-act.ts";
import { explainTaken, refuseTaken } from "./refuse-taken.ts";
import { sealKeys } from "./sealed-keys.ts";
import * as store from "./store.ts";
import type { StoredCredential } from "./store.ts";

export { prepareSshKeys } from "./prepare-ssh-keys.ts";

/** Something that stops a credential from being deleted. */
export interface CredentialUse {
  readonly type: "computeEnv" | "workflow";
  readonly id: string;
  readonly name: string;
}

export interface CredentialParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  readonly vault: Vault;
  readonly places: Pick<AccessService, "holdHome">;
  readonly useLimits: UseLimitService;
  readonly sshKeys: Pick<FairSshKeyReader, "read">;
  /** Tells the agents that a credential gives work to. */
  readonly noteClaims: (query: Query, connection: AgentConnection) => Promise<void>;
  /** What uses a credential now. Asked lazily, because environments are made of credentials. */
  readonly listUses: (query: Query, id: CredentialId) => Promise<readonly CredentialUse[]>;
}

/** An agent by who runs it and under which name. */
interface AgentOfPerson {
  readonly userId: UserId;
  readonly connectionId: string;
}

/** Named, sealed records. Each lives in one place: a workspace, whose members it serves, or with one person. */
export class CredentialService {
  readonly #parts: CredentialParts;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** Those of the place; those usable on a platform when one is named. */
  async list(actor: Actor, platform: string | undefined): Promise<readonly StoredCredential[]> {
    const all = await store.listCredentials(this.#parts.database.query, homeOf(actor));
    return platform === undefined ? all : all.filter((row) => opensPlatform(row.provider, platform));
  }

  /** @throws credential.not_found also for a credential of another place. */
  async get(actor: Actor, id: CredentialId): Promise<StoredCredential> {
    return credentialAt(actor, await store.findCredential(this.#parts.database.query, id), id);
  }

  /** @throws credential.name_invalid · credential.name_taken */
  async checkName(actor: Actor, name: string): Promise<void> {
    refuseBadName(name);
    if (await store.isNameTaken(this.#parts.database.query, homeOf(actor), name)) throw nameTaken(name);
  }

  /**
   * Seals the keys and stores them with their audit entry, all or nothing. The plaintext lives in this call only.
   *
   * @throws credential.name_invalid · credential.name_taken · credential.reach_taken · credential.provider_unsupported · request.invalid
   */
  async create(actor: Actor, request: NewCredential): Promise<CredentialId> {
    refuseBadName(request.name);
    const { clock, vault } = this.#parts;
    const sent = parseKeys(toProvider(request.provider), request);
    const keys = await prepareKeys(sent, { wantsExternalId: request.useExternalId === true }, { ...this.#parts, userId: actor.userId });
    const [id, now] = [newCredentialId(), clock.now()];
    const envelope = sealKeys(vault, { id, home: homeOf(actor) }, keys);
    const row: StoredCredential = {
      ...keyColumns(keys),
      ...uncheckedColumns(keys.provider, now),
      id,
      user_id: actor.userId,
      workspace_id: actor.place.workspaceId,
      name: request.name,
      description: request.description ?? null,
      provider: keys.provider,
      envelope_id: envelope.id,
      revision: 1,
      expires_at: readExpiry(request.expiresAt, now),
      reminded_at: null,
      is_use_limited: 0,
      created_at: now,
      updated_at: now,
      last_used_at: null,
      deleted_at: null,
    };
    await this.#store(actor, { row, envelope, image: credentialImage(row, keys.values), useLimit: request.useLimit ?? undefined });
    this.#announce(homeOf(actor));
    return id;
  }

  /**
   * Takes the credential away and wipes what was sealed. Its name stays readable in history.
   * What still uses it comes back, and then nothing was done.
   *
   * @throws credential.not_found
   */
  async remove(actor: Actor, id: CredentialId): Promise<readonly CredentialUse[]> {
    await this.get(actor, id);
    const uses = await this.#parts.database.transaction(async ({ query }) => {
      const { clock, listUses, useLimits } = this.#parts;
      // Held, so that no environment is made of it after the look at what uses it.
      const row = await this.#hold(query, actor, id);
      const found = await listUses(query, id);
      if (found.length > 0) return found;
      const at = clock.now();
      await store.updateCredential(query, id, { deleted_at: at, updated_at: at });
      await store.wipeEnvelope(query, row.envelope_id);
      await useLimits.forgetTarget(query, { kind: "credential", id });
      await this.#record(query, actor, { action: "credential.delete", row, before: credentialImage(row) });
      return [];
    });
    if (uses.length === 0) this.#announce(homeOf(actor));
    return uses;
  }

  /** Who may use it, for those who may see it. @throws credential.not_found */
  async describeUseLimit(actor: Actor, id: CredentialId): Promise<DescribedLimit> {
    return this.#parts.useLimits.describe(asLimitedThing(await this.get(actor, id)));
  }

  /** @throws credential.not_found and what `UseLimitService.replace` throws. */
  async limitUse(actor: Actor, id: CredentialId, wanted: UpdateUseLimitRequest): Promise<void> {
    await this.#parts.database.transaction(async ({ query }) => {
      const row = await this.#hold(query, actor, id);
      const { patch, before, after } = await this.#parts.useLimits.replace(query, asLimitedThing(row), wanted);
      await store.updateCredential(query, id, patch);
      await this.#record(query, actor, { action: "credential.limit_use", row, before, after });
    });
    this.#announce(homeOf(actor));
  }

  /**
   * Inside the transaction that makes something of a credential: it stays as it is until the end.
   *
   * @throws credential.not_found also for a credential of another place. @throws use.limited
   */
  async holdForUse(query: Query, actor: Actor, id: CredentialId): Promise<StoredCredential> {
    const row = credentialAt(actor, await store.keepCredential(query, this.#parts.database.engine, id), id);
    await this.#parts.useLimits.requireUse(actor.userId, asLimitedThing(row), query);
    return row;
  }

  /** Whether somebody may use it now. @throws use.limited. @throws credential.not_found when it is gone. */
  async requireUse(userId: UserId, id: CredentialId): Promise<void> {
    const row = await store.findCredential(this.#parts.database.query, id);
    if (row === undefined) throw credentialNotFound(id);
    await this.#parts.useLimits.requireUse(userId, asLimitedThing(row));
  }

  /**
   * For a workspace or an account that goes: inside its transaction, all credentials there are taken away and what was sealed is wiped.
   * What comes back is to be recorded as the last thing of the transaction. May be repeated. Environments are removed first: `removeAll`.
   */
  async wipeAll(query: Query, home: Home, actor: UserId | null): Promise<readonly AuditEntry[]> {
    const wiped = await store.wipeCredentials(query, home, this.#parts.clock.now());
    for (const { id } of wiped) await this.#parts.useLimits.forgetTarget(query, { kind: "credential", id });
    return wiped.map(({ id, name, workspace_id }) => ({
      ...{ actor, action: "credential.delete", targetKind: "credential", targetId: id, targetName: name, workspaceId: workspace_id },
      detail: { name },
    }));
  }

  /** Where the agent of a credential is to be found; undefined when the credential is gone or of another kind. */
  async findAgentConnection(id: CredentialId): Promise<AgentConnection | undefined> {
    const row = await store.findCredential(this.#parts.database.query, id);
    return row === undefined ? undefined : toAgentConnection(row);
  }

  /** With what the server signs in by SSH; undefined when the credential is gone or of another kind. */
  async findSshSignIn(id: CredentialId): Promise<SshSignIn | undefined> {
    const row = await store.findCredential(this.#parts.database.query, id);
    return row === undefined ? undefined : toSshSignIn(row);
  }

  /** How the agent credentials of the place lead to agents: those that the caller may use. */
  async listUsableConnections(actor: Actor): Promise<readonly AgentConnection[]> {
    const rows = await store.listCredentials(this.#parts.database.query, homeOf(actor));
    const mayUse = await Promise.all(rows.map((row) => this.#parts.useLimits.mayUse(actor.userId, asLimitedThing(row))));
    return rows.flatMap((row, index) => (mayUse[index] === true ? (toAgentConnection(row) ?? []) : []));
  }

  /** For each of the agents the workspaces that it serves as a whole. */
  async listSharedWith(agents: readonly AgentOfPerson[]): Promise<readonly (readonly WorkspaceId[])[]> {
    const rows = await store.listNamingInWorkspaces(this.#parts.database.query, [
      ...new Set(agents.map(({ connectionId }) => connectionId)),
    ]);
    const shared = rows.filter((row) => toAgentConnection(row)?.shared === true);
    return agents.map(({ userId, connectionId }) => {
      const own = shared.filter((row) => row.user_id === userId && row.connection_id === connectionId);
      return [...new Set(own.flatMap((row) => (row.workspace_id === null ? [] : [toWorkspaceId(row.workspace_id)])))];
    });
  }

  async markUsed(id: CredentialId): Promise<void> {
    await store.touchCredential(this.#parts.database.query, id, this.#parts.clock.now());
  }

  /** Connection IDs named by a person's own credentials, and by those of workspaces. */
  listConnectionIds(userId: UserId, workspaceIds: readonly WorkspaceId[]): Promise<readonly string[]> {
    return store.listConnectionIds(this.#parts.database.query, { userId, workspaceIds });
  }

  async #hold(query: Query, actor: Actor, id: CredentialId): Promise<StoredCredential> {
    return credentialAt(actor, await store.holdCredential(query, this.#parts.database.engine, id), id);
  }

  async #store(actor: Actor, { row, envelope, image, useLimit }: Made): Promise<void> {
    const { database, places } = this.#parts;
    try {
      await database.transaction(async ({ query }) => {
        await places.holdHome(query, homeOf(actor));
        await refuseTaken(query, row);
        await store.insertEnvelope(query, envelope);
        await store.insertCredential(query, row);
        const limit = await this.#limitNew(query, row, useLimit);
        const connection = toAgentConnection(row);
        if (connection !== undefined) await this.#parts.noteClaims(query, connection);
        await this.#record(query, actor, { action: "credential.create", row, after: { ...image, ...limit } });
      });
    } catch (error) {
      throw await explainTaken(database.query, row, error);
    }
  }

  /** In the transaction that makes it, so that nobody who is not named can use it for a moment. */
  async #limitNew(query: Query, row: StoredCredential, wanted: NewUseLimit | undefined) {
    if (wanted?.isLimited !== true) return {};
    const { patch, after } = await this.#parts.useLimits.replace(query, asLimitedThing(row), wanted);
    await store.updateCredential(query, toCredentialId(row.id), patch);
    return { useLimit: after };
  }

  #record(query: Query, actor: Actor, act: CredentialAct): Promise<void> {
    return recordAct(this.#parts.audit, query, { actor, act });
  }

  #announce(home: Home): void {
    announceCredentials(this.#parts.live, home);
  }
}

export type NewCredential = CreateCredentialsRequest["credentials"] & { readonly useExternalId?: boolean | undefined };

interface Made {
  readonly row: StoredCredential;
  readonly envelope: store.NewEnvelope;
  readonly image: NonNullable<AuditEntry["after"]>;
  readonly useLimit: NewUseLimit | undefined;
}
