import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@postern/database";
import { toManagedIdentityId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { makeSshKey } from "@postern/testing";
import type { MadeSshKey } from "@postern/testing";
import { KeyRing, Secret, Vault } from "@postern/vault";
import { composeManagedIdentities } from "../compose-managed-identities.ts";
import { FairSshKeyReader } from "../features/credentials/fair-ssh-key-reader.ts";
import { ManagedKeyOpener } from "../features/managed-identities/open-key.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { openPeople } from "./people-scene.fixture.ts";

/** What a key is called with that is not to be found anywhere. */
export interface MadeKeys extends AsyncDisposable {
  readonly one: MadeSshKey;
  readonly other: MadeSshKey;
}

export async function makeTwoKeys(): Promise<MadeKeys> {
  const folder = await mkdtemp(join(tmpdir(), "postern-managed-"));
  const [one, other] = await Promise.all([makeSshKey(folder, { type: "ed25519" }), makeSshKey(folder, { type: "ed25519" })]);
  return { one, other, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Ada owns alpha, Ben is a member, Colin a collaborator, Eve owns beta; and the managed identity hive of alpha. */
export async function openManaged(database: Database, clock: Clock) {
  const scene = await openPeople(database, clock);
  const vault = new Vault(new KeyRing([{ term: 1, key: Secret.fromBytes(new Uint8Array(32).fill(7)), createdAt: 0 }], 1));
  const unfinished: { id: string; run_name: string }[] = [];
  const parts = { database, clock, audit: openAudit(database, clock), access: scene.access, vault };
  const runs = { listUnfinishedOf: () => Promise.resolve(unfinished) };
  const managed = composeManagedIdentities({ ...parts, runs, sshKeys: new FairSshKeyReader(clock) });
  const [ben, colin] = [await scene.join("ben", "member"), await scene.join("colin", "collaborator")];
  const beta = await scene.rows.organization("beta");
  const eve = await scene.join("eve", "owner", beta);
  const actors = {
    ada: await scene.inOrganization(scene.ada.userId),
    ben: await scene.inOrganization(ben.userId),
    colin: await scene.inOrganization(colin.userId),
    eve: await scene.inOrganization(eve.userId, beta),
  };
  const hive = { name: "Hive", platform: "slurm-platform", hostName: "Login.Hive.example" } as const;
  const { identity } = await managed.managedIdentities.create(actors.ada, hive);
  const opener = new ManagedKeyOpener(parts);
  return { ...scene, ...managed, opener, vault, unfinished, ben, colin, eve, beta, actors, id: toManagedIdentityId(identity.id) };
}
