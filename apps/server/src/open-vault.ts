import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { KeyFileSeal, Vault } from "@postern/vault";
import { sql } from "kysely";

/**
 * The vault behind the key file. A new key is made only for a database that holds no envelope:
 * with a lost key file a fresh key would look fine, and every stored secret would be unreadable.
 */
export async function openVault(database: Database, keyFile: string, clock: Clock): Promise<Vault> {
  // What was wiped needs no key.
  const held = sql<number>`length(bytes)`;
  const envelope = await database.query.selectFrom("envelopes").select("id").where(held, ">", 0).limit(1).executeTakeFirst();
  if (envelope === undefined) await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  const seal = envelope === undefined ? await KeyFileSeal.ensure(keyFile, { clock }) : await KeyFileSeal.open(keyFile);
  return new Vault(await seal.unseal());
}
