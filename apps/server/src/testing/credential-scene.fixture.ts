import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger, toCredentialId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { KeyRing, Secret, Vault } from "@postern/vault";
import { ManualClock } from "@postern/testing";
import { AccessService } from "../features/access/service.ts";
import { CredentialEditService } from "../features/credentials/edit-service.ts";
import { SecretOpener } from "../features/credentials/open-secret.ts";
import { FairSshKeyReader } from "../features/credentials/fair-ssh-key-reader.ts";
import { CredentialService } from "../features/credentials/service.ts";
import type { CredentialUse } from "../features/credentials/service.ts";
import { UseLimitService } from "../features/use-limits/service.ts";
import { LiveEvents } from "../live/live-events.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { openTenants } from "./tenants.fixture.ts";

/** Everything that credentials are made, changed, opened and deleted with, over a real database, and two organizations with their people. */
export async function openCredentialScene(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  // Always the same keys: a scene over the database of another one opens what is there.
  const vault = new Vault(new KeyRing([{ term: 1, key: Secret.fromBytes(new Uint8Array(32).fill(7)), createdAt: 0 }], 1));
  const places = new AccessService({ database, clock, live });
  const useLimits = new UseLimitService({ database, clock });
  const uses: CredentialUse[] = [];
  const parts = {
    database,
    clock,
    audit: openAudit(database, clock),
    live,
    vault,
    places,
    useLimits,
    sshKeys: new FairSshKeyReader(clock),
  };
  const credentials = new CredentialService({ ...parts, noteClaims: () => Promise.resolve(), listUses: () => Promise.resolve(uses) });
  const secrets = new SecretOpener(parts);
  const edits = new CredentialEditService({ ...parts, noteClaims: () => Promise.resolve(), secrets });
  return { ...parts, credentials, secrets, edits, uses, openTenants: () => openTenants(database, places) };
}

export type CredentialScene = Awaited<ReturnType<typeof openCredentialScene>>;

/** All members of a credential, in clear. */
export async function readAllMembers(
  { secrets }: Pick<CredentialScene, "secrets">,
  id: string,
): Promise<Readonly<Record<string, unknown>>> {
  using secret = await secrets.open({ actor: null, credentialId: toCredentialId(id), purpose: "test" });
  return secret.useText((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
}
