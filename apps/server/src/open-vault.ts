import type { Database } from "@postern/database";
import type { Clock, TimeMs } from "@postern/domain";
import { Vault } from "@postern/vault";
import type { KeyRing, Seal } from "@postern/vault";
import { sql } from "kysely";
import { envelopeOwners } from "./envelope-owners.ts";
import { ensureCheckRecord, takeIntoUse } from "./features/keys/check-keys.ts";
import type { HeldKeys } from "./features/keys/held-keys.ts";
import { removeTerms } from "./features/keys/store.ts";
import { ensureSeal, openSeal } from "./seals/open-seal.ts";
import type { SealSettings } from "./seals/open-seal.ts";

/** An unknown term is looked for in the seal at most this often: a database full of them must not make us read one file for ever. */
const rereadMs = 1000;

/**
 * The vault behind the seal, held against what was sealed here before it is used. A new key is made only for a database that holds no envelope and
 * no audit trail: with a lost key file a fresh key would look fine, and every stored secret would be unreadable, every entry a forged one.
 *
 * @throws vault.key_wrong · vault.key_term_missing naming the term; nothing was changed then. @throws what the seal throws
 */
export async function openVault(database: Database, settings: SealSettings, clock: Clock): Promise<HeldKeys> {
  if (await needsNoKeys(database)) await ensureSeal(settings, clock);
  const keys = await openKeys(settings, clock);
  // What was sealed here is looked at when somebody has said the passphrase.
  if (keys.vault.isSealed) return keys;
  try {
    await takeIntoUse({ database, owners: envelopeOwners }, keys, clock.now());
    return keys;
  } catch (error) {
    keys.vault.lock();
    throw error;
  }
}

/** A new key in the place of a lost one, for who gives the audit trail up; unless it seals something. */
export async function replaceLostKeys(database: Database, settings: SealSettings, clock: Clock): Promise<void> {
  if (await holdsEnvelopes(database)) {
    (await openKeys(settings, clock)).vault.lock();
    return;
  }
  await ensureSeal(settings, clock);
  const keys = await openKeys(settings, clock);
  using vault = keys.vault;
  // What tells right keys from wrong ones belongs to the lost ones.
  await removeTerms(database.query);
  await ensureCheckRecord({ database, owners: envelopeOwners }, { ...keys, vault }, clock.now());
}

/** The vault behind the seal as it is, from files alone. Sealed while the seal is locked. @throws what the seal throws */
export async function openKeys(settings: SealSettings, clock: Clock): Promise<HeldKeys> {
  const seal = await openSeal(settings);
  return { seal, vault: new Vault(seal.isLocked ? undefined : await seal.unseal(), { reread: rereadNow(seal, clock) }) };
}

async function needsNoKeys(database: Database): Promise<boolean> {
  const chain = await database.query.selectFrom("audit_chain").select("id").where("hash", "<>", "").executeTakeFirst();
  const term = await database.query.selectFrom("key_terms").select("term").limit(1).executeTakeFirst();
  return chain === undefined && term === undefined && !(await holdsEnvelopes(database));
}

async function holdsEnvelopes(database: Database): Promise<boolean> {
  // What was wiped needs no key.
  const held = sql<boolean>`length(bytes) > 0`;
  return (await database.query.selectFrom("envelopes").select("id").where(held).limit(1).executeTakeFirst()) !== undefined;
}

function rereadNow(seal: Seal, clock: Clock): () => KeyRing | undefined {
  let lookedAt: TimeMs | undefined;
  return () => {
    const now = clock.now();
    if (lookedAt !== undefined && Math.abs(now - lookedAt) < rereadMs) return undefined;
    lookedAt = now;
    try {
      return seal.unsealNow();
    } catch {
      // The term stays unknown, and who asked for it hears that; the seal itself speaks up at the next start, or in `keys list`.
      return undefined;
    }
  };
}
