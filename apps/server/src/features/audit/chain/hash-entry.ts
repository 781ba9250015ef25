import type { AuditEntryRow } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Selectable } from "kysely";
import type { ColumnValue } from "./render-message.ts";
import { isSameHash } from "./trail-hasher.ts";
import type { TrailHasher } from "./trail-hasher.ts";

export type StoredEntry = Selectable<AuditEntryRow>;
/** An entry as it is hashed. The hash is over every other column. */
export type UnhashedEntry = Omit<StoredEntry, "hash"> & { readonly key_term: number };

/** INVARIANT: every column but `hash`, in the order of SPEC.md. A new column needs a new form. */
export const hashedColumns = [
  "id",
  "at",
  "actor_user_id",
  "actor_name",
  "action",
  "target_kind",
  "target_id",
  "target_name",
  "organization_id",
  "workspace_id",
  "client",
  "remote_address",
  "user_agent",
  "token_id",
  "correlation_id",
  "before_image",
  "after_image",
  "detail",
  "standing",
  "hash_form",
  "key_term",
  "previous_hash",
] as const satisfies readonly (keyof StoredEntry)[];

export const hashForm = 1;

/** The hash of an entry, under the term that it names. */
export function hashEntry(hasher: TrailHasher, entry: UnhashedEntry): string {
  const values = hashedColumns.map((column): ColumnValue => entry[column]);
  return hasher.hash("entry", values, entry.key_term);
}

/** Whether an entry is what was written under its number. Of an entry whose key is not at hand nobody can say so: it is not. */
export function fitsHash(hasher: TrailHasher, entry: StoredEntry): boolean {
  try {
    return fitsHashAs(hasher, entry, entry.id);
  } catch (error) {
    if (isAppError(error, "vault.key_term_unknown")) return false;
    throw error;
  }
}

/** Whether an entry was written under a number. @throws vault.key_term_unknown */
export function fitsHashAs(hasher: TrailHasher, entry: StoredEntry, id: number): boolean {
  const { hash, key_term } = entry;
  if (hash === null || !isTerm(key_term) || entry.hash_form !== hashForm) return false;
  return isSameHash(hash, hashEntry(hasher, { ...entry, id, key_term }));
}

// A foreign hand may have stored anything.
function isTerm(term: unknown): term is number {
  return Number.isSafeInteger(term) && Number(term) >= 1 && Number(term) < 2 ** 32;
}
