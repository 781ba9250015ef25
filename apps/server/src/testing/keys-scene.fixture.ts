import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@postern/database";
import { silentLogger } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { parseEnvelope, Secret } from "@postern/vault";
import type { Vault } from "@postern/vault";
import { onTestFinished } from "vitest";
import { ActContexts } from "../act-context.ts";
import { WitnessFile } from "../features/audit/chain/witness.ts";
import { AuditService } from "../features/audit/service.ts";
import { AuditTrail } from "../features/audit/trail.ts";
import { envelopeOwners } from "../envelope-owners.ts";
import { sealContextOf } from "../features/credentials/seal-context.ts";
import type { HeldKeys } from "../features/keys/held-keys.ts";
import { KeyService } from "../features/keys/service.ts";
import { openVault } from "../open-vault.ts";
import { addUser } from "./run-people.fixture.ts";

export interface KeysProcess extends HeldKeys {
  readonly service: KeyService;
  readonly audit: AuditService;
  readonly trail: AuditTrail;
  /** Steps until nothing is left to do. */
  rewrapAll(): Promise<void>;
}

export interface KeysScene {
  readonly keyFile: string;
  /** As a server or a command that starts: with a vault of its own over the same storage and, unless another is named, the same key file. */
  enter(parts?: {
    readonly keyFile?: string;
    readonly database?: Database;
    readonly around?: (keys: HeldKeys) => HeldKeys;
  }): Promise<KeysProcess>;
  /** A credential with something sealed; gives its id. */
  addRecord(vault: Vault, name: string): Promise<string>;
  /** What opens, by the name of its record; `undefined` for what does not. */
  openAll(vault: Vault): Promise<Readonly<Record<string, string | undefined>>>;
  /** The term of each envelope, by the name of its record. */
  terms(): Promise<Readonly<Record<string, number>>>;
}

/** Storage with one person, and a folder for key files. */
export async function openKeysScene(database: Database, clock: Clock): Promise<KeysScene> {
  const folder = await mkdtemp(join(tmpdir(), "postern-keys-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const userId = await addUser(database, "ada");
  const keyFile = join(folder, "vault.key");
  const home = { kind: "personal", userId } as const;
  const contextOf = (id: string) => sealContextOf({ id, home, provider: "tw-agent" });
  const listRecords = () =>
    database.query
      .selectFrom("credentials")
      .innerJoin("envelopes", "envelopes.id", "credentials.envelope_id")
      .select(["credentials.id", "credentials.name", "envelopes.bytes"])
      .orderBy("credentials.name")
      .execute();

  return {
    keyFile,
    enter: async (parts = {}) => enter(parts.database ?? database, clock, { ...parts, keyFile: parts.keyFile ?? keyFile, folder }),
    addRecord: async (vault, name) => {
      const id = `c-${name}`;
      using secret = Secret.fromUtf8(`secret of ${name}`);
      const bytes = Buffer.from(vault.seal(secret, contextOf(id)));
      await database.query
        .insertInto("envelopes")
        .values({ id: `e-${name}`, bytes, key_term: parseEnvelope(bytes).term })
        .execute();
      await database.query
        .insertInto("credentials")
        .values({
          ...{ id, user_id: userId, workspace_id: null, name, description: null, provider: "tw-agent", envelope_id: `e-${name}` },
          ...{
            public_keys: "{}",
            connection_id: null,
            is_use_limited: 0,
            created_at: 1,
            updated_at: 1,
            last_used_at: null,
            deleted_at: null,
          },
        })
        .execute();
      return id;
    },
    openAll: async (vault) =>
      Object.fromEntries((await listRecords()).map(({ id, name, bytes }) => [name, tryOpen(vault, bytes, contextOf(id))])),
    terms: async () => Object.fromEntries((await listRecords()).map(({ name, bytes }) => [name, parseEnvelope(bytes).term])),
  };
}

interface Entering {
  readonly keyFile: string;
  readonly folder: string;
  readonly around?: (keys: HeldKeys) => HeldKeys;
}

async function enter(database: Database, clock: Clock, { keyFile, folder, around = (keys) => keys }: Entering): Promise<KeysProcess> {
  const keys = around(await openVault(database, { keyFile, vaultSeal: "key-file", passphraseFile: undefined }, clock));
  const openHashing = () => Promise.resolve(keys.vault);
  const audit = new AuditService({ database, clock, contexts: new ActContexts(), openVault: openHashing });
  const witness = new WitnessFile(join(folder, "audit.witness"));
  const trail = new AuditTrail({ database, clock, log: silentLogger, audit, witness, openVault: openHashing });
  const service = new KeyService({ database, clock, audit, trail, owners: envelopeOwners, openKeys: () => Promise.resolve(keys) });
  await audit.begin();
  return {
    ...keys,
    ...{ audit, trail, service },
    rewrapAll: async () => {
      while ((await service.rewrapSome()) !== "idle");
    },
  };
}

function tryOpen(vault: Vault, bytes: Uint8Array, context: Parameters<Vault["open"]>[1]): string | undefined {
  try {
    using secret = vault.open(bytes, context);
    return secret.useText((text) => text);
  } catch {
    return undefined;
  }
}
