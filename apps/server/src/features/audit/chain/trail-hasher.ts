import { timingSafeEqual } from "node:crypto";
import type { Vault } from "@postern/vault";
import { renderMessage } from "./render-message.ts";
import type { ColumnValue } from "./render-message.ts";

/** What is hashed. Hashes of one kind are never taken for those of another. */
export type HashedThing = "entry" | "state" | "image" | "witness";

/** Makes the hashes of the trail with the keys of the vault. */
export interface TrailHasher {
  /** The term of new hashes. @throws vault.sealed */
  readonly activeTerm: number;
  /** 64 lower-case hexadecimal digits. @throws vault.sealed · vault.key_term_unknown */
  hash(thing: HashedThing, values: readonly ColumnValue[], term: number): string;
}

/** The `previous_hash` of the very first entry. */
export const noHash = "0".repeat(64);

export function trailHasher(vault: Pick<Vault, "activeTerm" | "keyedHash">): TrailHasher {
  return {
    get activeTerm() {
      return vault.activeTerm;
    },
    hash: (thing, values, term) => {
      const { hash } = vault.keyedHash(`audit-${thing}`, renderMessage(`postern-audit-${thing}/1`, values), term);
      return Buffer.from(hash).toString("hex");
    },
  };
}

/** What was stored may be anything: a foreign hand can have put it there. */
export function isSameHash(one: unknown, other: string): boolean {
  const [left, right] = [Buffer.from(String(one)), Buffer.from(other)];
  return left.byteLength === right.byteLength && timingSafeEqual(left, right);
}
