import type { AgentId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openAgents } from "../../testing/agents-scene.fixture.ts";
import { insertAgentEvent, pruneAgentEvents } from "./event-store.ts";

const page = { before: undefined, max: 50 };

describeWithDatabases("the history of an agent", ({ open, clock }) => {
  test("tells when it came from where, why it went, how long it was there, and what took over from it", async () => {
    const { agents, arrive, records, tenants } = await openAgents(await open(), clock);
    const { ada } = tenants.people;
    const first = await arrive(ada, "site");
    clock.advance(60_000);
    await records.disconnect(first.id, first.fence, { at: clock.now(), reason: "the connection broke" });
    await records.disconnect(first.id, first.fence, { at: clock.now(), reason: "the connection broke" });
    const second = await arrive(ada, "site", "login2");
    clock.advance(5_000);
    await arrive(ada, "site", "login3");
    await records.disconnect(second.id, second.fence, { at: clock.now(), reason: "a newer connection serves under this name" });

    const { events } = await agents.listEvents(tenants.atHome("ada"), first.id, page);

    expect(events).toMatchObject([
      { kind: "replaced", fence: 2, lasted_ms: 5_000, reason: "a newer connection serves under this name" },
      { kind: "connected", fence: 3, host_name: "login3", user_name: "x", version: "1", remote_address: "::1" },
      { kind: "connected", fence: 2, host_name: "login2" },
      { kind: "disconnected", fence: 1, lasted_ms: 60_000, reason: "the connection broke" },
      { kind: "connected", fence: 1, host_name: "login1" },
    ]);
  });

  test("is read page by page, newest first", async () => {
    const { agents, arrive, care, tenants } = await openAgents(await open(), clock);
    const ada = tenants.atHome("ada");
    const { id } = await arrive(tenants.people.ada, "site");
    for (const name of ["a", "b", "c"]) await care.rename(ada, id, name);

    const first = await agents.listEvents(ada, id, { before: undefined, max: 3 });
    const rest = await agents.listEvents(ada, id, { before: first.events.at(-1)?.id, max: 3 });

    expect([first.events.length, first.hasMore]).toEqual([3, true]);
    expect(rest).toMatchObject({ hasMore: false, events: [{ kind: "connected" }] });
  });

  test("of one that comes and goes all the time is short, and so is the trail; one from another place is told", async () => {
    const database = await open();
    const { agents, arrive, records, tenants } = await openAgents(database, clock);
    const { ada } = tenants.people;
    let id = "" as AgentId;
    for (let round = 0; round < 200; round += 1) {
      const placed = await arrive(ada, "site");
      id = placed.id;
      clock.advance(1_000);
      await records.disconnect(id, placed.fence, { at: clock.now(), reason: "the connection broke" });
    }
    await arrive(ada, "site", "login2");
    clock.advance(600_000);
    await arrive(ada, "site");

    const { events } = await agents.listEvents(tenants.atHome("ada"), id, page);
    const entries = await database.query.selectFrom("audit_entries").select("id").execute();

    expect(events).toHaveLength(22);
    expect(entries).toHaveLength(22);
    expect(events.slice(0, 2)).toMatchObject([
      { host_name: "login1", reason: "after 190 more arrivals that are not listed" },
      { host_name: "login2", reason: null },
    ]);
  });

  test("keeps the newest of each agent, and nothing that is too old", async () => {
    const database = await open();
    const { agents, arrive, tenants } = await openAgents(database, clock);
    const ada = tenants.atHome("ada");
    const [one, two] = [await arrive(tenants.people.ada, "one"), await arrive(tenants.people.ada, "two")];
    for (let at = 1; at <= 8; at += 1) {
      await insertAgentEvent(database.query, { agent_id: one.id, at: at * 100 + clock.now(), kind: "renamed", reason: String(at) });
    }

    await pruneAgentEvents(database.query, { before: clock.now() + 1, keep: 3 });

    expect((await agents.listEvents(ada, one.id, page)).events.map(({ reason }) => reason)).toEqual(["8", "7", "6"]);
    expect((await agents.listEvents(ada, two.id, page)).events).toEqual([]);
  });
});
