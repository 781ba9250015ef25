import { InProcessBus } from "@postern/bus";
import type { LiveEvent } from "@postern/contracts";
import type { Database } from "@postern/database";
import { silentLogger, toCredentialId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { KeyRing, Vault } from "@postern/vault";
import { expect, test } from "vitest";
import type { Caller } from "../../http/caller.ts";
import { LiveEvents } from "../../live/live-events.ts";
import { openAccounts } from "../../testing/open-accounts.ts";
import { password } from "../../testing/test-server.ts";
import { CredentialService } from "./service.ts";
import type { CredentialUse } from "./service.ts";

const notFound: unknown = expect.objectContaining({ code: "credential.not_found" });
const agent = (name: string, keys: object = {}) => ({ name, provider: "tw-agent", keys: { connectionId: `${name}-id`, ...keys } });

async function openCredentials(database: Database, clock: Clock) {
  const { users, audit } = openAccounts(database, clock);
  const live = new LiveEvents(new InProcessBus(silentLogger));
  const vault = new Vault(KeyRing.generate(clock.now()));
  const uses: CredentialUse[] = [];
  const credentials = new CredentialService({ database, clock, audit, live, vault, listUses: () => Promise.resolve(uses) });
  const callerNamed = async (name: string): Promise<Caller & { userId: UserId }> => {
    const userId = await users.createAccount({ email: `${name}@x.org`, password, isAdministrator: false });
    return { kind: "session", userId, isAdministrator: false, sessionHash: "" };
  };
  return { credentials, vault, live, uses, ada: await callerNamed("ada"), bob: await callerNamed("bob") };
}

describeWithDatabases("credentials", ({ open, clock }) => {
  test("are listed newest first, and only to their user", async () => {
    const { credentials, ada, bob } = await openCredentials(await open(), clock);
    const first = await credentials.create(ada, agent("first"));
    clock.advance(1);
    const second = await credentials.create(ada, agent("second"));

    expect((await credentials.list(ada, undefined)).map(({ id }) => id)).toEqual([second, first]);
    expect(await credentials.list(bob, undefined)).toEqual([]);
    await expect(credentials.get(bob, first)).rejects.toEqual(notFound);
    await expect(credentials.remove(bob, first)).rejects.toEqual(notFound);
  });

  test("are listed for the platforms that they open", async () => {
    const { credentials, ada } = await openCredentials(await open(), clock);
    await credentials.create(ada, agent("one"));

    expect(await credentials.list(ada, "slurm-platform")).toHaveLength(1);
    expect(await credentials.list(ada, "aws-batch")).toEqual([]);
  });

  test("of one name exist once for each user, also when two are sent at once, and nothing of the other is kept (R3)", async () => {
    const database = await open();
    const { credentials, ada, bob } = await openCredentials(database, clock);

    const both = await Promise.allSettled([credentials.create(ada, agent("same")), credentials.create(ada, agent("same"))]);
    await credentials.create(bob, agent("same"));

    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "credential.name_taken" } });
    await expect(credentials.checkName(ada, "same")).rejects.toMatchObject({ code: "credential.name_taken" });
    expect(await database.query.selectFrom("envelopes").select("id").execute()).toHaveLength(2);
    expect(await database.query.selectFrom("audit_entries").where("action", "=", "credential.create").select("id").execute()).toHaveLength(
      2,
    );
  });

  test("are sealed under their record, and open under no other", async () => {
    const database = await open();
    const { credentials, vault, ada, bob } = await openCredentials(database, clock);
    const id = await credentials.create(ada, agent("mine", { workDir: "/w" }));
    const { bytes } = await database.query.selectFrom("envelopes").select("bytes").executeTakeFirstOrThrow();
    const context = { recordId: id, scope: `user:${String(ada.userId)}`, provider: "tw-agent" };

    using secret = vault.open(bytes, context);

    expect(secret.useText((text) => JSON.parse(text) as unknown)).toMatchObject({ connectionId: "mine-id", workDir: "/w" });
    for (const wrong of [{ recordId: "x" }, { scope: `user:${String(bob.userId)}` }, { provider: "ssh" }]) {
      expect(() => vault.open(bytes, { ...context, ...wrong })).toThrow(expect.objectContaining({ code: "vault.envelope_invalid" }));
    }
  });

  test("that are deleted leave their name to another, and nothing to open", async () => {
    const database = await open();
    const { credentials, ada } = await openCredentials(database, clock);
    const id = await credentials.create(ada, agent("mine"));

    expect(await credentials.remove(ada, id)).toEqual([]);

    const envelopes = await database.query.selectFrom("envelopes").select("bytes").execute();
    expect(envelopes.map(({ bytes }) => bytes.byteLength)).toEqual([0]);
    await expect(credentials.get(ada, id)).rejects.toEqual(notFound);
    expect(await credentials.findAgentConnection(id)).toBeUndefined();
    await expect(credentials.create(ada, agent("mine"))).resolves.toBeDefined();
  });

  test("are deleted once when two delete at once", async () => {
    const database = await open();
    const { credentials, ada } = await openCredentials(database, clock);
    const id = await credentials.create(ada, agent("mine"));

    const both = await Promise.allSettled([credentials.remove(ada, id), credentials.remove(ada, id)]);

    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: notFound });
    expect(await database.query.selectFrom("audit_entries").where("action", "=", "credential.delete").select("id").execute()).toHaveLength(
      1,
    );
  });

  test("of one place go with it: every envelope is emptied, and nothing of another place is touched", async () => {
    const database = await open();
    const { credentials, ada, bob } = await openCredentials(database, clock);
    const mine = [await credentials.create(ada, agent("one")), await credentials.create(ada, agent("two"))];
    const other = await credentials.create(bob, agent("one"));

    const [entries, again] = await database.transaction(async ({ query }) => {
      const wipe = () => credentials.wipeAll(query, { kind: "personal", userId: ada.userId }, ada.userId);
      return [await wipe(), await wipe()];
    });

    const rows = database.query.selectFrom("envelopes").innerJoin("credentials", "credentials.envelope_id", "envelopes.id");
    const sealed = await rows.select(["credentials.id", "envelopes.bytes"]).execute();
    expect(sealed.filter(({ bytes }) => bytes.byteLength > 0).map(({ id }) => id)).toEqual([other]);
    expect(new Set(entries.map(({ action, targetId }) => `${action} ${targetId}`))).toEqual(
      new Set(mine.map((id) => `credential.delete ${id}`)),
    );
    expect(again).toEqual([]);
    expect([await credentials.list(ada, undefined), (await credentials.list(bob, undefined)).length]).toEqual([[], 1]);
  });

  test("that something uses stay, and say what uses them", async () => {
    const { credentials, uses, ada } = await openCredentials(await open(), clock);
    const id = await credentials.create(ada, agent("mine"));
    uses.push({ type: "computeEnv", id: "env", name: "cluster" });

    expect(await credentials.remove(ada, id)).toEqual(uses);
    expect((await credentials.get(ada, id)).name).toBe("mine");
  });

  test("lead to their agent", async () => {
    const { credentials, ada } = await openCredentials(await open(), clock);
    const id = await credentials.create(ada, agent("mine", { shared: true, workDir: null }));

    await credentials.markUsed(id);

    expect(await credentials.findAgentConnection(id)).toEqual({
      connectionId: "mine-id",
      workDir: null,
      shared: true,
      ownerUserId: ada.userId,
    });
    expect(await credentials.findAgentConnection(toCredentialId("none"))).toBeUndefined();
    expect(await credentials.listConnectionIds(ada.userId)).toEqual(["mine-id"]);
    expect((await credentials.get(ada, id)).last_used_at).toBe(clock.now());
  });

  test("appear on the open pages of their user at once (R2), and on nobody else's", async () => {
    const { credentials, live, ada, bob } = await openCredentials(await open(), clock);
    const [ofAda, ofBob]: [LiveEvent[], LiveEvent[]] = [[], []];
    live.subscribe(ada.userId, (event) => ofAda.push(event));
    live.subscribe(bob.userId, (event) => ofBob.push(event));

    const id = await credentials.create(ada, agent("mine"));
    await credentials.remove(ada, id);
    await Promise.resolve();

    expect(ofAda).toEqual([
      { type: "credentials", workspaceId: null },
      { type: "credentials", workspaceId: null },
    ]);
    expect(ofBob).toEqual([]);
  });
});
