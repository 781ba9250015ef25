import type { Database, Query } from "@postern/database";
import type { ManagedIdentityId, ManagedKeyId, UserId } from "@postern/domain";
import type { Actor } from "../../http/caller.ts";
import { identityNotFound } from "./managed-identity.ts";
import type { StoredIdentity } from "./managed-identity.ts";
import { findManagedHost, findManagedSignIn, getManagedSignIn } from "./sign-ins.ts";
import type { ManagedPlace, ManagedSignIn } from "./sign-ins.ts";
import { keepIdentity } from "./store.ts";

/** Managed identities as environments are made of them and reached through them. */
export class ManagedWays {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Inside the transaction that makes an environment of it: it stays as it is until the end.
   *
   * @throws identity.not_found also for one of another organization, and for whoever acts at home.
   */
  async holdForUse(query: Query, { place }: Actor, id: ManagedIdentityId): Promise<StoredIdentity> {
    const { organizationId } = place;
    const found = organizationId === null ? undefined : await keepIdentity(query, this.#database.engine, { organizationId, id });
    if (found === undefined) throw identityNotFound(id);
    return found;
  }

  /** How that person signs in. @throws identity.not_found. @throws identity.key_missing with whose key is missing for what. */
  getSignIn(id: ManagedIdentityId, userId: UserId): Promise<ManagedSignIn> {
    return getManagedSignIn(this.#database.query, id, userId);
  }

  /** With that key, as things are now; `undefined` when nobody signs in with it any more. */
  findSignIn(keyId: ManagedKeyId): Promise<ManagedSignIn | undefined> {
    return findManagedSignIn(this.#database.query, keyId);
  }

  /** Where it leads, whoever goes there; `undefined` when it is gone. */
  findHost(id: ManagedIdentityId, query: Query = this.#database.query): Promise<ManagedPlace | undefined> {
    return findManagedHost(query, id);
  }
}
