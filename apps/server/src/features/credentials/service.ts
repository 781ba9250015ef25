import { isUniqueViolation } from "@postern/database";
import type { Database, Query } from "@postern/database";
import { AppError, credentialNameProblem, toUserId } from "@postern/domain";
import type { Clock, CredentialId, UserId } from "@postern/domain";
import { parseEnvelope, Secret } from "@postern/vault";
import type { Vault } from "@postern/vault";
import type { CreateCredentialsRequest } from "@postern/contracts";
import type { Home } from "../../home.ts";
import type { Caller } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { newCredentialId, randomText } from "../../new-id.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import { isUsableOn, parseKeys, toProvider } from "./providers.ts";
import * as store from "./store.ts";
import type { StoredCredential } from "./store.ts";

/** Something that stops a credential from being deleted. */
export interface CredentialUse {
  readonly type: "computeEnv";
  readonly id: string;
  readonly name: string;
}

export interface CredentialParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  readonly vault: Vault;
  /** What uses a credential now. Asked lazily, because environments are made of credentials. */
  readonly listUses: (id: CredentialId) => Promise<readonly CredentialUse[]>;
}

/** How an agent credential leads to an agent. */
export interface AgentConnection {
  readonly connectionId: string;
  readonly workDir: string | null;
  readonly shared: boolean;
  readonly ownerUserId: UserId;
}

/** Named, sealed records. Personal workspaces only: a credential belongs to its user. */
export class CredentialService {
  readonly #parts: CredentialParts;

  constructor(parts: CredentialParts) {
    this.#parts = parts;
  }

  /** The caller's credentials; those usable on a platform when one is named. */
  async list(caller: Caller, platform: string | undefined): Promise<readonly StoredCredential[]> {
    const all = await store.listPersonalCredentials(this.#parts.database.query, caller.userId);
    return platform === undefined ? all : all.filter((row) => isUsableOn(row.provider, platform));
  }

  /** @throws credential.not_found also for a credential of somebody else. */
  async get(caller: Caller, id: CredentialId): Promise<StoredCredential> {
    const row = await store.findCredential(this.#parts.database.query, id);
    if (row?.user_id !== caller.userId) throw notFound(id);
    return row;
  }

  /** @throws credential.name_invalid · credential.name_taken */
  async checkName(caller: Caller, name: string): Promise<void> {
    refuseBadName(name);
    if (await store.isPersonalNameTaken(this.#parts.database.query, caller.userId, name)) throw nameTaken(name);
  }

  /** Seals the keys and stores them with their audit entry, all or nothing. The plaintext lives in this call only. */
  async create(caller: Caller, request: CreateCredentialsRequest["credentials"]): Promise<CredentialId> {
    refuseBadName(request.name);
    const keys = parseKeys(toProvider(request.provider), request.keys);
    const id = newCredentialId();
    const envelope = this.#seal(id, caller.userId, keys);
    const now = this.#parts.clock.now();
    const row: StoredCredential = {
      id,
      user_id: caller.userId,
      workspace_id: null,
      name: request.name,
      description: request.description ?? null,
      provider: keys.provider,
      envelope_id: envelope.id,
      public_keys: JSON.stringify(keys.shown),
      connection_id: keys.connectionId,
      is_use_limited: 0,
      created_at: now,
      updated_at: now,
      last_used_at: null,
      deleted_at: null,
    };
    await this.#store(caller, row, envelope);
    this.#parts.live.publish({ userId: caller.userId }, { type: "credentials", workspaceId: null });
    return id;
  }

  /**
   * Takes the credential away and wipes what was sealed. Its name stays readable in history.
   * What still uses it comes back, and then nothing was done.
   *
   * @throws credential.not_found
   */
  async remove(caller: Caller, id: CredentialId): Promise<readonly CredentialUse[]> {
    const row = await this.get(caller, id);
    const uses = await this.#parts.listUses(id);
    if (uses.length > 0) return uses;
    await this.#parts.database.transaction(async ({ query }) => {
      const isFirst = await store.markCredentialDeleted(query, id, this.#parts.clock.now());
      if (!isFirst) throw notFound(id);
      await store.wipeEnvelope(query, row.envelope_id);
      const detail = { name: row.name, provider: row.provider };
      await this.#parts.audit.record(query, {
        actor: caller.userId,
        action: "credential.delete",
        targetKind: "credential",
        targetId: id,
        detail,
      });
    });
    this.#parts.live.publish({ userId: caller.userId }, { type: "credentials", workspaceId: null });
    return [];
  }

  /**
   * For a workspace or an account that goes: inside its transaction, all credentials there are taken away and what was sealed is wiped.
   * What comes back is to be recorded as the last thing of the transaction. May be repeated. Environments are removed first: `removeAll`.
   */
  async wipeAll(query: Query, home: Home, actor: UserId | null): Promise<readonly AuditEntry[]> {
    const wiped = await store.wipeCredentials(query, home, this.#parts.clock.now());
    return wiped.map(({ id, name }) => ({
      ...{ actor, action: "credential.delete", targetKind: "credential", targetId: id },
      detail: { name },
    }));
  }

  /** Where the agent of a credential is to be found; undefined when the credential is gone or of another kind. */
  async findAgentConnection(id: CredentialId): Promise<AgentConnection | undefined> {
    const row = await store.findCredential(this.#parts.database.query, id);
    if (row === undefined || row.connection_id === null) return undefined;
    const { workDir, shared } = JSON.parse(row.public_keys) as { workDir: string | null; shared: boolean };
    return { connectionId: row.connection_id, workDir, shared, ownerUserId: toUserId(row.user_id) };
  }

  async markUsed(id: CredentialId): Promise<void> {
    await store.touchCredential(this.#parts.database.query, id, this.#parts.clock.now());
  }

  listConnectionIds(userId: UserId): Promise<readonly string[]> {
    return store.listConnectionIds(this.#parts.database.query, userId);
  }

  #seal(id: CredentialId, userId: UserId, keys: { provider: string; sealed: object }): store.NewEnvelope {
    using secret = Secret.fromUtf8(JSON.stringify(keys.sealed));
    const bytes = this.#parts.vault.seal(secret, { recordId: id, scope: `user:${String(userId)}`, provider: keys.provider });
    return { id: randomText(22), bytes, keyTerm: parseEnvelope(bytes).term };
  }

  async #store(caller: Caller, row: StoredCredential, envelope: store.NewEnvelope): Promise<void> {
    try {
      await this.#parts.database.transaction(async ({ query }) => {
        await store.insertEnvelope(query, envelope);
        await store.insertCredential(query, row);
        const detail = { name: row.name, provider: row.provider };
        await this.#parts.audit.record(query, {
          actor: caller.userId,
          action: "credential.create",
          targetKind: "credential",
          targetId: row.id,
          detail,
        });
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw nameTaken(row.name);
    }
  }
}

function refuseBadName(name: string): void {
  const problem = credentialNameProblem(name);
  if (problem !== undefined) throw new AppError("credential.name_invalid", problem, { fields: ["credentials.name"] });
}

function notFound(id: CredentialId): AppError {
  return new AppError("credential.not_found", `Credential ${id} not found.`);
}

function nameTaken(name: string): AppError {
  return new AppError("credential.name_taken", `A credential named ${name} already exists.`, { fields: ["credentials.name"] });
}
