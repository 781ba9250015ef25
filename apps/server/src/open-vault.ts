import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { KeyFileSeal, Vault } from "@postern/vault";
import { sql } from "kysely";

/**
 * The vault behind the key file. A new key is made only for a database that holds no envelope and no audit trail:
 * with a lost key file a fresh key would look fine, and every stored secret would be unreadable, every entry a forged one.
 */
export async function openVault(database: Database, keyFile: string, clock: Clock): Promise<Vault> {
  const chain = await database.query.selectFrom("audit_chain").select("id").where("hash", "<>", "").executeTakeFirst();
  return chain === undefined ? makeKeyFileUnlessSealed(database, keyFile, clock) : openKeyFile(keyFile);
}

/** As `openVault`, for who gives the audit trail up. */
export async function makeKeyFileUnlessSealed(database: Database, keyFile: string, clock: Clock): Promise<Vault> {
  // What was wiped needs no key.
  const held = sql<number>`length(bytes)`;
  const envelope = await database.query.selectFrom("envelopes").select("id").where(held, ">", 0).limit(1).executeTakeFirst();
  if (envelope !== undefined) return openKeyFile(keyFile);
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  const seal = await KeyFileSeal.ensure(keyFile, { clock });
  return new Vault(await seal.unseal());
}

/** The vault behind a key file that is there. @throws as `KeyFileSeal.open` and `unseal`. */
export async function openKeyFile(keyFile: string): Promise<Vault> {
  const seal = await KeyFileSeal.open(keyFile);
  return new Vault(await seal.unseal());
}
