import type { IncomingMessage } from "node:http";
import type { Database } from "@postern/database";
import { AppError, toConnectionId, toTokenId, toUserId } from "@postern/domain";
import type { AgentId, Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import type { AuthenticateAgent } from "../../agents/index.ts";
import { clientAddress } from "../../http/client-address.ts";
import { openAgentRecords } from "../../testing/open-agent-records.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { recordRefusals } from "./refused-agents.ts";

const readAll = (database: Database) => database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();

const addressOf = clientAddress([]);

async function openRecords(database: Database, clock: Clock) {
  const jane = await addUser(database, "jane");
  const { records, audit, contexts } = openAgentRecords(database, clock);
  const connect = (remoteAddress: string, kind: "v2" | "legacy" = "v2") =>
    records.connect({
      ...{
        userId: jane,
        tokenId: toTokenId(5),
        boundTo: null,
        connectionId: toConnectionId("site"),
        instanceId: "i",
        userName: "jdoe",
        kind,
      },
      ...{ hostName: "login1", workDir: "/w", agentVersion: "0.4", remoteAddress, at: clock.now() },
    });
  return { records, connect, audit, contexts, jane };
}

describeWithDatabases("the trail of agents", ({ open, clock }) => {
  test("says which agent came with whose token from where, and that it left", async () => {
    const database = await open();
    const { records, connect, jane } = await openRecords(database, clock);
    const { id, fence } = await connect("192.0.2.7");

    await records.disconnect(id, fence, { at: clock.now(), reason: "gone" });
    await records.disconnect(id, fence, { at: clock.now(), reason: "gone" });

    const agent = { actor_user_id: jane, actor_name: "jane", target_kind: "agent", target_id: id, target_name: "login1", client: "agent" };
    expect(await readAll(database)).toEqual([
      expect.objectContaining({
        ...{ ...agent, action: "agent.connect", remote_address: "192.0.2.7", user_agent: "postern-agent/0.4", token_id: 5 },
        detail: JSON.stringify({ connectionId: "site", fence: 1, clusterUser: "jdoe", workDir: "/w" }),
      }),
      expect.objectContaining({
        ...{ ...agent, action: "agent.disconnect", remote_address: "192.0.2.7" },
        detail: JSON.stringify({ connectionId: "site", fence: 1, isReplaced: false }),
      }),
    ]);
  });

  test("names the program of the incumbent by its name", async () => {
    const database = await open();
    const { records, connect } = await openRecords(database, clock);
    const { id, fence } = await connect("192.0.2.7", "legacy");

    await records.disconnect(id, fence, { at: clock.now(), reason: "gone" });

    expect((await readAll(database)).map(({ user_agent: program }) => program)).toEqual(["tw-agent/0.4", "tw-agent/0.4"]);
  });

  test("tells an agent that was replaced from one that left", async () => {
    const database = await open();
    const { records, connect } = await openRecords(database, clock);
    const older = await connect("192.0.2.7");
    const newer = await connect("192.0.2.8");

    await records.disconnect(older.id, older.fence, { at: clock.now(), reason: "gone" });

    const entries = await readAll(database);
    expect(newer.id).toBe(older.id);
    expect(entries.map(({ action }) => action)).toEqual(["agent.connect", "agent.connect", "agent.disconnect"]);
    expect(entries[2]).toMatchObject({
      remote_address: null,
      detail: JSON.stringify({ connectionId: "site", fence: 1, isReplaced: true }),
    });
  });

  test("has nothing of an agent that nobody knows", async () => {
    const database = await open();
    const { records } = await openRecords(database, clock);

    await records.disconnect("none" as AgentId, 1, { at: clock.now(), reason: "gone" });

    expect(await readAll(database)).toEqual([]);
  });

  test("an agent comes only when its coming can be recorded", async () => {
    const database = await open();
    const { connect, audit } = await openRecords(database, clock);
    await audit.begin();
    await database.query.updateTable("audit_chain").set({ newest_number: 7 }).execute();

    await expect(connect("192.0.2.7")).rejects.toMatchObject({ code: "audit.broken" });

    expect(await database.query.selectFrom("agents").selectAll().execute()).toEqual([]);
  });

  test("says who was turned away, once in a while for each address, and changes no answer", async () => {
    const database = await open();
    const { audit, contexts } = await openRecords(database, clock);
    const answers: Record<string, () => ReturnType<AuthenticateAgent>> = {
      good: () => Promise.resolve({ userId: toUserId(1), tokenId: toTokenId(1), boundTo: null }) as ReturnType<AuthenticateAgent>,
      unknown: () => Promise.resolve(undefined),
      narrow: () => Promise.reject(new AppError("auth.token_scope", "No agent can be started with it.")),
      away: () => Promise.reject(new AppError("storage.unavailable", "Away.")),
    };
    const authenticate = recordRefusals(({ headers }) => (answers[headers.authorization ?? ""] ?? expect.fail("no answer"))(), {
      audit,
      contexts,
      clock,
      addressOf,
    });
    const ask = (authorization: string, remoteAddress: string) =>
      authenticate({ headers: { authorization, "user-agent": "agent/1" }, socket: { remoteAddress } } as IncomingMessage);

    expect(await ask("good", "192.0.2.1")).toMatchObject({ tokenId: 1 });
    for (let again = 0; again < 5; again += 1) expect(await ask("unknown", "192.0.2.2")).toBeUndefined();
    await expect(ask("narrow", "192.0.2.3")).rejects.toMatchObject({ code: "auth.token_scope" });
    await expect(ask("away", "192.0.2.4")).rejects.toMatchObject({ code: "storage.unavailable" });
    clock.advance(15 * 60_000);
    await ask("unknown", "192.0.2.2");

    const entries = await readAll(database);
    expect(entries.map(({ action, client, remote_address, detail }) => [action, client, remote_address, detail])).toEqual([
      ["agent.refuse", "agent", "192.0.2.2", '{"reason":"the token is unknown or expired"}'],
      ["agent.refuse", "agent", "192.0.2.3", '{"reason":"No agent can be started with it."}'],
      ["agent.refuse", "agent", "192.0.2.2", '{"reason":"the token is unknown or expired"}'],
    ]);
  });

  test("is not flooded by strangers", async () => {
    const database = await open();
    const { audit, contexts } = await openRecords(database, clock);
    const authenticate = recordRefusals(() => Promise.resolve(undefined), { audit, contexts, clock, addressOf });

    for (let index = 0; index < 300; index += 1) {
      await authenticate({ headers: {}, socket: { remoteAddress: `2001:db8::${index.toString(16)}` } } as IncomingMessage);
    }

    expect(await readAll(database)).toHaveLength(200);
  });
});
