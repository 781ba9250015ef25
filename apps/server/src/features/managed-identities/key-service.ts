import type { PutManagedKeyRequest } from "@postern/contracts";
import type { Query } from "@postern/database";
import { AppError, isAppError, toUserId } from "@postern/domain";
import type { Clock, ManagedIdentityId, MemberId, UserId } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { readSshAccount } from "../../channels/ssh/ssh-way.ts";
import { given } from "../../given.ts";
import type { OrganizationActor } from "../../http/caller.ts";
import { newManagedKeyId, randomText } from "../../new-id.ts";
import { changeOrganization } from "../access/service.ts";
import type { AccessService, Changed, ChangeParts } from "../access/service.ts";
import type { FairSshKeyReader } from "../credentials/fair-ssh-key-reader.ts";
import { prepareSshKeys } from "../credentials/service.ts";
import * as keyStore from "./key-store.ts";
import type { MemberWithKey } from "./key-store.ts";
import { identityNotFound, keyImage } from "./managed-identity.ts";
import type { StoredIdentity, StoredKey } from "./managed-identity.ts";
import { sealKey } from "./seal-key.ts";
import type { SealedMembers } from "./seal-key.ts";
import { findIdentity, holdIdentity } from "./store.ts";
import { wipeManagedKeys } from "./wipe-keys.ts";

export interface ManagedKeyParts extends ChangeParts<AccessService> {
  readonly clock: Clock;
  readonly vault: Pick<Vault, "seal">;
  readonly sshKeys: Pick<FairSshKeyReader, "read">;
}

/** Whose key somebody changes: their own, or as an owner that of anybody who belongs to the organization. */
export type WhoseKey = "own" | MemberId;

type Person = Omit<MemberWithKey, "key">;

/** The keys of people for the clusters of managed identities. They come in once and are never seen again, whoever sent them. */
export class ManagedKeyService {
  readonly #parts: ManagedKeyParts;

  constructor(parts: ManagedKeyParts) {
    this.#parts = parts;
  }

  /** All who belong to the organization, with their keys. @throws identity.not_found */
  async listMembers({ organization: { organizationId } }: OrganizationActor, id: ManagedIdentityId): Promise<readonly MemberWithKey[]> {
    const { query } = this.#parts.database;
    if ((await findIdentity(query, organizationId, id)) === undefined) throw identityNotFound(id);
    return keyStore.listMembers(query, { organizationId, id });
  }

  /**
   * The whole key, in the place of the one that is there.
   *
   * @throws identity.not_found · member.not_found · credential.ssh_key_refused · credential.certificate_refused · request.invalid · request.limited
   */
  async put(actor: OrganizationActor, at: { readonly id: ManagedIdentityId; readonly whose: WhoseKey }, sent: PutManagedKeyRequest) {
    const account = readSshAccount(sent.userName, "userName");
    const { values, derived } = await this.#prepare(actor.userId, sent);
    return this.#change(actor, at, async (query, { identity, person }) => {
      const now = this.#parts.clock.now();
      const old = await keyStore.findKey(query, identity.id, person.userId);
      const key: StoredKey = {
        ...(old ?? newKey(identity, person, now)),
        ...{ account, public_keys: JSON.stringify(derived), updated_at: now, revision: (old?.revision ?? 0) + 1 },
      };
      const envelope = sealKey(this.#parts.vault, key, { ...values, userName: account } satisfies SealedMembers);
      await keyStore.putEnvelope(query, { ...envelope, id: key.envelope_id });
      if (old === undefined) await keyStore.insertKey(query, key);
      else await keyStore.updateKey(query, key.id, key);
      const images = { ...(old === undefined ? {} : { before: keyImage(old) }), after: keyImage(key) };
      const action = old === undefined ? "managed_key.create" : "managed_key.update";
      return { result: key, entries: [{ action, ...targetOf(key, { identity, person }), ...images }] };
    });
  }

  /** It is wiped. @throws identity.not_found · member.not_found · identity.key_not_found */
  remove(actor: OrganizationActor, at: { readonly id: ManagedIdentityId; readonly whose: WhoseKey }): Promise<void> {
    return this.#change(actor, at, async (query, { identity, person }) => {
      const old = await keyStore.findKey(query, identity.id, person.userId);
      if (old === undefined) {
        throw new AppError("identity.key_not_found", `${person.userName} has no key for the managed identity ${identity.name}.`);
      }
      const when = { at: this.#parts.clock.now(), actor: actor.userId };
      return { result: undefined, entries: await wipeManagedKeys(query, { keyId: old.id }, when) };
    });
  }

  async #prepare(userId: UserId, { privateKey, passphrase, certificate }: PutManagedKeyRequest) {
    const [secret, line] = [given(passphrase), given(certificate)];
    const values = {
      ...{ privateKey },
      ...(secret === undefined ? {} : { passphrase: secret }),
      ...(line === undefined ? {} : { certificate: line }),
    };
    const { clock, sshKeys } = this.#parts;
    try {
      return await prepareSshKeys(values, { now: clock.now(), read: (paste) => sshKeys.read(userId, paste) });
    } catch (error) {
      throw withOwnFields(error);
    }
  }

  /** With the organization and the managed identity held. */
  #change<Result>(
    actor: OrganizationActor,
    { id, whose }: { readonly id: ManagedIdentityId; readonly whose: WhoseKey },
    change: (query: Query, of: Of) => Promise<Changed<Result>>,
  ): Promise<Result> {
    const { organizationId } = actor.organization;
    const permission = whose === "own" ? "organization_self:write" : "organization:write";
    return changeOrganization(this.#parts, { actor, permission }, async (query) => {
      const identity = await holdIdentity(query, this.#parts.database.engine, { organizationId, id });
      if (identity === undefined) throw identityNotFound(id);
      const wanted = whose === "own" ? { userId: actor.userId } : { memberId: whose };
      const person = await keyStore.findPerson(query, organizationId, wanted);
      if (person === undefined) throw new AppError("member.not_found", `Member ${String(whose)} not found.`);
      return change(query, { identity, person });
    });
  }
}

interface Of {
  readonly identity: StoredIdentity;
  readonly person: Person;
}

function newKey({ id }: StoredIdentity, { userId }: Person, now: number) {
  const times = { created_at: now, last_used_at: null, deleted_at: null };
  return { id: newManagedKeyId(), managed_identity_id: id, user_id: toUserId(userId), envelope_id: randomText(22), ...times };
}

function targetOf({ id }: StoredKey, { identity, person: { userId, userName } }: Of) {
  return { targetKind: "managed_key", targetId: id, targetName: identity.name, detail: { userId, userName } };
}

/** What reads keys names the members of a credential; here they stand in the request as they are. */
function withOwnFields(error: unknown): unknown {
  if (!isAppError(error)) return error;
  const fields = (error.fields ?? []).map((field) => field.replace(/^credentials\.keys\./, ""));
  return new AppError(error.code, error.message, { fields, cause: error });
}
