import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import type { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { ExpiryReconciler } from "../../background/expiry-reconciler.ts";
import type { AddressedEvent } from "../../live/live-events.ts";
import { openCredentialScene } from "../../testing/credential-scene.fixture.ts";
import { CredentialExpiryService } from "./expiry-service.ts";

const registry = { name: "registry", provider: "container-reg", keys: { userName: "robot", password: "canary" } };

async function stage(database: Database, clock: ManualClock) {
  const scene = await openCredentialScene(database, clock);
  const tenants = await scene.openTenants();
  const ada = await tenants.actor("ada", "one");
  return { ...scene, credentialExpiry: new ExpiryReconciler(new CredentialExpiryService(scene)), ada };
}

describeWithDatabases("a credential that ends", ({ open, clock }) => {
  const day = 86_400_000;

  test("is brought to mind two weeks before, three days before and at the end, once each, on pages and in the trail", async () => {
    const { credentials, credentialExpiry, database, live, ada } = await stage(await open(), clock);
    const expiresAt = new Date(clock.now() + 20 * day).toISOString();
    const id = await credentials.create(ada, { ...registry, expiresAt });
    await credentials.create(ada, { ...registry, name: "endless" });
    const events: AddressedEvent[] = [];
    live.listen((event) => events.push(event));
    const told: number[] = [];

    for (let days = 1; days <= 22; days += 1) {
      clock.advance(day);
      const before = events.length;
      await Promise.all([credentialExpiry.step(), credentialExpiry.step()]);
      await credentialExpiry.step();
      if (events.length > before) told.push(days);
    }

    const entries = await database.query
      .selectFrom("audit_entries")
      .selectAll()
      .where("action", "=", "credential.remind")
      .orderBy("id")
      .execute();
    expect(told).toEqual([6, 17, 20]);
    expect(events).toHaveLength(3);
    expect(entries.map(({ target_id, detail }) => [target_id, (JSON.parse(detail) as { hasExpired: boolean }).hasExpired])).toEqual([
      [id, false],
      [id, false],
      [id, true],
    ]);
  });

  test("with another date is brought to mind anew", async () => {
    const { credentials, credentialExpiry, edits, ada } = await stage(await open(), clock);
    const soon = (days: number): string => new Date(clock.now() + days * day).toISOString();
    const id = await credentials.create(ada, { ...registry, expiresAt: soon(2) });
    await credentialExpiry.step();
    expect((await credentials.get(ada, id)).reminded_at).toBe(clock.now());

    await edits.update(ada, id, { expiresAt: soon(100) });
    await credentialExpiry.step();

    expect((await credentials.get(ada, id)).reminded_at).toBeNull();
    await expect(credentials.create(ada, { ...registry, name: "late", expiresAt: soon(-1) })).rejects.toMatchObject({
      ...{ code: "request.invalid", fields: ["credentials.expiresAt"] },
    });
  });
});
