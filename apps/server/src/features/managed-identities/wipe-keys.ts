import type { Query } from "@postern/database";
import type { TimeMs, UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";
import { wipeKeys } from "./key-store.ts";
import type { KeysOf, WipedKey } from "./key-store.ts";
import { identityImage } from "./managed-identity.ts";
import { markAllDeleted } from "./store.ts";

/** For features that people leave by. */
export type WipeManagedKeys = typeof wipeManagedKeys;
export type RemoveManagedIdentities = typeof removeManagedIdentities;

interface Leaving {
  readonly at: TimeMs;
  readonly actor: UserId | null;
}

/**
 * For somebody who leaves an organization, or whose account goes: inside that transaction their keys are wiped. What comes back is to be
 * recorded as the last thing of it. May be repeated.
 */
export async function wipeManagedKeys(query: Query, whose: KeysOf, { at, actor }: Leaving): Promise<readonly AuditEntry[]> {
  return (await wipeKeys(query, whose, at)).map((key) => wiped(key, actor));
}

/** The same for an organization that goes, with its managed identities. Its environments are removed before. */
export async function removeManagedIdentities(
  query: Query,
  organizationId: number,
  { at, actor }: Leaving,
): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (const identity of await markAllDeleted(query, organizationId, at)) {
    entries.push(...(await wipeManagedKeys(query, { managedIdentityId: identity.id }, { at, actor })));
    entries.push({
      ...{ actor, action: "managed_identity.delete", targetKind: "managed_identity", targetId: identity.id, targetName: identity.name },
      ...{ organizationId, before: identityImage(identity) },
    });
  }
  return entries;
}

function wiped({ id, account, userId, userName, identityName, organizationId }: WipedKey, actor: UserId | null): AuditEntry {
  return {
    ...{ actor, action: "managed_key.delete", targetKind: "managed_key", targetId: id, targetName: identityName, organizationId },
    ...{ detail: { userId, userName }, before: { userName: account } },
  };
}
