import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Database } from "@postern/database";
import type { Clock, TimeMs } from "@postern/domain";
import { KeyFileSeal, Vault } from "@postern/vault";
import type { KeyRing, Seal } from "@postern/vault";
import { sql } from "kysely";
import { envelopeOwners } from "./envelope-owners.ts";
import { ensureCheckRecord, requireRightKeys } from "./features/keys/check-keys.ts";
import type { HeldKeys } from "./features/keys/held-keys.ts";
import { removeTerms } from "./features/keys/store.ts";
import type { ServerSettings } from "./server-settings.ts";

/** An unknown term is looked for in the seal at most this often: a database full of them must not make us read one file for ever. */
const rereadMs = 1000;

type KeySettings = Pick<ServerSettings, "keyFile">;

/**
 * The vault behind the seal, held against what was sealed here before it is used. A new key is made only for a database that holds no envelope and
 * no audit trail: with a lost key file a fresh key would look fine, and every stored secret would be unreadable, every entry a forged one.
 *
 * @throws vault.key_wrong · vault.key_term_missing naming the term; nothing was changed then. @throws what the seal throws
 */
export async function openVault(database: Database, settings: KeySettings, clock: Clock): Promise<HeldKeys> {
  if (await needsNoKeys(database)) await makeKeyFile(settings, clock);
  const keys = await openKeys(settings, clock);
  try {
    await requireRightKeys(database.query, keys, envelopeOwners);
    await ensureCheckRecord({ database, owners: envelopeOwners }, keys, clock.now());
    return keys;
  } catch (error) {
    keys.vault.lock();
    throw error;
  }
}

/** A new key in the place of a lost one, for who gives the audit trail up; unless it seals something. */
export async function replaceLostKeys(database: Database, settings: KeySettings, clock: Clock): Promise<void> {
  if (await holdsEnvelopes(database)) {
    (await openKeys(settings, clock)).vault.lock();
    return;
  }
  await makeKeyFile(settings, clock);
  const keys = await openKeys(settings, clock);
  using vault = keys.vault;
  // What tells right keys from wrong ones belongs to the lost ones.
  await removeTerms(database.query);
  await ensureCheckRecord({ database, owners: envelopeOwners }, { ...keys, vault }, clock.now());
}

/** The vault behind the seal as it is, from files alone. @throws what the seal throws */
export async function openKeys(settings: KeySettings, clock: Clock): Promise<HeldKeys> {
  const seal = await KeyFileSeal.open(settings.keyFile);
  return { seal, vault: new Vault(await seal.unseal(), { reread: rereadNow(seal, clock) }) };
}

async function makeKeyFile({ keyFile }: KeySettings, clock: Clock): Promise<void> {
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  await KeyFileSeal.ensure(keyFile, { clock });
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
