import type { Database } from "@postern/database";
import { toConnectionId, toTokenId } from "@postern/domain";
import type { AgentId, Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import type { LiveAgent } from "../agents/index.ts";
import { openAgentRecords } from "../testing/open-agent-records.fixture.ts";
import { addUser } from "../testing/run-people.fixture.ts";
import { AgentConnectionReconciler } from "./agent-connection-reconciler.ts";

/** One agent that this server holds, and that the database says is gone. */
async function openScene(database: Database, clock: Clock, isSettled = false) {
  const { records } = openAgentRecords(database, clock);
  const who = { userId: await addUser(database, "ada"), tokenId: toTokenId(5), boundTo: null, connectionId: toConnectionId("site") };
  const arrival = { ...who, kind: "v2", instanceId: "i", userName: "ada", hostName: "login1", workDir: "/w", agentVersion: "1" } as const;
  const { id, fence } = await records.connect({ ...arrival, remoteAddress: "192.0.2.1", at: clock.now() });
  await records.disconnect(id, fence, { at: clock.now(), reason: "the server that held it stopped" });
  // Whether it is here, each time that somebody asks; the last answer stays.
  const answers = [true];
  const reconciler = new AgentConnectionReconciler({
    ...{ database, clock, records },
    presence: { isSettled, listAlive: () => ["here"], serverId: "here" },
    registry: {
      closeRevoked: () => undefined,
      fenceOff: () => undefined,
      listFences: () => new Map<AgentId, number>([[id, fence]]),
      findAgent: () => ((answers.length > 1 ? answers.shift() : answers[0]) === true ? ({ id, fence } as LiveAgent) : undefined),
    },
  });
  const look = async () => {
    await reconciler.step(new AbortController().signal);
    const row = await database.query.selectFrom("agents").select("disconnected_at").where("id", "=", id).executeTakeFirstOrThrow();
    const events = await database.query.selectFrom("agent_events").select("kind").orderBy("id").execute();
    return { isConnected: row.disconnected_at === null, events: events.map(({ kind }) => kind) };
  };
  return { answers, look };
}

describeWithDatabases("the reconciler of connections", ({ open, clock }) => {
  test("writes an agent down as connected that another server took for gone", async () => {
    const { look } = await openScene(await open(), clock);

    expect(await look()).toEqual({ isConnected: true, events: ["connected", "disconnected"] });
  });

  test("leaves one alone that left while the list was read", async () => {
    const { answers, look } = await openScene(await open(), clock);
    answers.splice(0, 1, false);

    expect(await look()).toEqual({ isConnected: false, events: ["connected", "disconnected"] });
  });

  test("does not keep one connected that leaves while that is written down", async () => {
    const { answers, look } = await openScene(await open(), clock);
    answers.push(false);

    expect(await look()).toEqual({ isConnected: false, events: ["connected", "disconnected", "disconnected"] });
  });

  test("writes down one whose server was killed as there until it was last heard of, and no longer", async () => {
    const database = await open();
    const { look } = await openScene(database, clock, true);
    const [cameAt, heardAt] = [clock.now() - 3 * 3_600_000, clock.now() - 2 * 3_600_000];
    const lost = { disconnected_at: null, server_id: "killed", connected_at: cameAt, last_seen_at: heardAt };
    await database.query.updateTable("agents").set(lost).execute();

    expect(await look()).toMatchObject({ isConnected: false });

    const agent = await database.query.selectFrom("agents").selectAll().executeTakeFirstOrThrow();
    const newest = await database.query.selectFrom("agent_events").selectAll().orderBy("id", "desc").executeTakeFirstOrThrow();
    expect(agent).toMatchObject({ disconnected_at: heardAt, last_seen_at: heardAt });
    expect(newest).toMatchObject({ at: heardAt, lasted_ms: 3_600_000, reason: "the server that held it stopped" });
  });
});
