import type { Database, Query } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { Clock, ManagedKeyId, UserId } from "@postern/domain";
import { Secret } from "@postern/vault";
import type { Vault } from "@postern/vault";
import type { AuditService } from "../audit/service.ts";
import { sealContextOfKey } from "./managed-identity.ts";

export interface ManagedKeyOpenerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Pick<AuditService, "record">;
  readonly vault: Pick<Vault, "open">;
}

export interface ManagedKeyUse {
  /** For whom it is opened: nobody but the person whose key it is. */
  readonly actor: UserId;
  readonly keyId: ManagedKeyId;
  /** One word, such as `sign-in`. */
  readonly purpose: string;
  /** Not given before there is one. */
  readonly environmentId?: string | undefined;
}

/** What is sealed of a key, for one call. */
export interface OpenedManagedKey {
  /** The account that it is for. */
  readonly userName: string;
  readonly privateKey: Secret;
  readonly certificate: string | undefined;
}

/**
 * The one way to what is sealed of managed keys.
 *
 * INVARIANT: nothing is opened before the entry `secret.open` has been committed, and for nobody but the person whose key it is.
 */
export class ManagedKeyOpener {
  readonly #parts: ManagedKeyOpenerParts;

  constructor(parts: ManagedKeyOpenerParts) {
    this.#parts = parts;
  }

  /**
   * For `act` and not for longer: the key is wiped when it ends, however it does.
   *
   * @throws identity.key_missing when it is gone. @throws credential.damaged with the name of the managed identity.
   * @throws audit.broken · storage.unavailable when it cannot be recorded. @throws vault.sealed · vault.key_term_unknown
   */
  async withKey<Result>(use: ManagedKeyUse, act: (key: OpenedManagedKey) => Result | Promise<Result>): Promise<Result> {
    const found = await this.#parts.database.transaction(({ query }) => this.#record(query, use));
    using whole = this.#open(found);
    const { userName, privateKey, certificate } = whole.useText(parseMembers) ?? {};
    if (typeof userName !== "string" || typeof privateKey !== "string") throw damaged(found.name);
    using secret = Secret.fromUtf8(privateKey);
    return await act({ userName, privateKey: secret, certificate: typeof certificate === "string" ? certificate : undefined });
  }

  #open(found: FoundKey): Secret {
    try {
      return this.#parts.vault.open(found.bytes, sealContextOfKey(found));
    } catch (error) {
      throw isAppError(error, "vault.envelope_invalid") ? damaged(found.name, error) : error;
    }
  }

  async #record(query: Query, { actor, keyId, purpose, environmentId }: ManagedKeyUse): Promise<FoundKey> {
    const { audit, clock, database } = this.#parts;
    const held = query.selectFrom("managed_keys").select(["id", "envelope_id"]).where("id", "=", keyId).where("user_id", "=", actor);
    // Held before the envelope is read: what is changed or wiped meanwhile must not be opened from a copy.
    const key = await (database.engine === "postgres" ? held.forUpdate() : held).where("deleted_at", "is", null).executeTakeFirst();
    const found = key && (await findHeld(query, key.id));
    if (found === undefined) throw new AppError("identity.key_missing", "The key for the managed identity of the environment was deleted.");
    await query.updateTable("managed_keys").set({ last_used_at: clock.now() }).where("id", "=", keyId).execute();
    await audit.record(query, {
      ...{ actor, action: "secret.open", targetKind: "managed_key", targetId: keyId, targetName: found.name },
      ...{ organizationId: found.organization_id, detail: { purpose, runId: null, environmentId: environmentId ?? null } },
    });
    return found;
  }
}

function findHeld(query: Query, id: string) {
  return query
    .selectFrom("managed_keys")
    .innerJoin("managed_identities", "managed_identities.id", "managed_keys.managed_identity_id")
    .innerJoin("envelopes", "envelopes.id", "managed_keys.envelope_id")
    .select(["managed_keys.id", "managed_identity_id", "user_id", "managed_identities.name", "organization_id", "envelopes.bytes"])
    .where("managed_keys.id", "=", id)
    .executeTakeFirst();
}

type FoundKey = NonNullable<Awaited<ReturnType<typeof findHeld>>>;

function parseMembers(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const members: unknown = JSON.parse(text);
    return typeof members === "object" && members !== null ? (members as Record<string, unknown>) : undefined;
  } catch {
    // SAFETY: the parser's own error quotes the text.
    return undefined;
  }
}

function damaged(name: string, cause?: unknown): AppError {
  return new AppError("credential.damaged", `The key for the managed identity ${name} cannot be opened: enter it again.`, { cause });
}
