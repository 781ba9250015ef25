import { describeWithDatabases } from "@postern/testing";
import { toAgentId } from "@postern/domain";
import { expect, test } from "vitest";
import type { LiveAgent } from "../../agents/index.ts";
import { openAgents } from "../../testing/agents-scene.fixture.ts";
import { tokenCaller } from "../../testing/callers.fixture.ts";

const page = { before: undefined, max: 10 };

describeWithDatabases("the care for an agent", ({ open, clock }) => {
  test("belongs to its owner: to others it is not there, and who shares it may look and no more", async () => {
    const { agents, arrive, care, name, tenants } = await openAgents(await open(), clock);
    const max = await tenants.actor("max", "one");
    const { id } = await arrive(tenants.people.ada, "site");
    await expect(care.revoke(max, id)).rejects.toMatchObject({ code: "agent.not_found" });
    await expect(agents.describe(max, id)).rejects.toMatchObject({ code: "agent.not_found" });

    await name(await tenants.actor("ada", "one"), "site", true);

    await expect(care.revoke(max, id)).rejects.toMatchObject({ code: "agent.not_owner" });
    await expect(care.rename(max, id, "mine")).rejects.toMatchObject({ code: "agent.not_owner" });
    await expect(care.forget(max, id)).rejects.toMatchObject({ code: "agent.not_owner" });
    expect(await agents.describe(max, id)).toMatchObject({ isOwn: false, commands: [], serves: [{ name: "site-true" }] });
    expect(await agents.listEvents(max, id, page)).toMatchObject({ isOwn: false, events: [{ kind: "claimed" }, { kind: "connected" }] });
    await expect(care.revoke(await tenants.actor("bea", "three"), id)).rejects.toMatchObject({ code: "agent.not_found" });
  });

  test("revoking ends what is connected, turns away what comes, and is taken back by allowing", async () => {
    const database = await open();
    const { agents, arrive, care, directory, tenants } = await openAgents(database, clock);
    const ada = tenants.atHome("ada");
    const { id, fence } = await arrive(tenants.people.ada, "site");

    await care.revoke(ada, id);
    await care.revoke(ada, id);
    for (let again = 0; again < 3; again += 1) {
      await expect(arrive(tenants.people.ada, "site")).rejects.toMatchObject({ code: "agent.revoked" });
    }
    await arrive(tenants.people.max, "site");
    await care.allow(ada, id);
    const back = await arrive(tenants.people.ada, "site");

    expect(directory.revoked).toEqual([`${id} ${String(fence)}`, `${id} ${String(fence)}`]);
    expect(back).toEqual({ id, fence: fence + 1 });
    const { events } = await agents.listEvents(ada, id, page);
    expect(events.map(({ kind, reason }) => `${kind} ${reason ?? ""}`.trim())).toEqual([
      "connected",
      "allowed by its owner",
      "refused the agent is revoked",
      "revoked by its owner",
      "connected",
    ]);
    const actions = await database.query.selectFrom("audit_entries").select(["action", "actor_user_id"]).orderBy("id").execute();
    expect(actions.filter(({ actor_user_id: actor }) => actor === ada.userId).map(({ action }) => action)).toEqual([
      "agent.connect",
      "agent.revoke",
      "agent.allow",
      "agent.connect",
    ]);
  });

  test("who runs the server may revoke any, and sees no commands", async () => {
    const { agents, arrive, care, tenants } = await openAgents(await open(), clock);
    const { id } = await arrive(tenants.people.ada, "site");
    const administrator = { ...tenants.atHome("bea"), isAdministrator: true };

    await care.revoke(administrator, id);

    expect(await agents.describe(administrator, id)).toMatchObject({ isOwn: false, commands: [] });
    const { events } = await agents.listEvents(tenants.atHome("ada"), id, page);
    expect(events[0]).toMatchObject({ kind: "revoked", reason: "by an administrator of the server" });
    await expect(care.rename(administrator, id, "x")).rejects.toMatchObject({ code: "agent.not_owner" });
    await expect(care.revoke(tokenCaller(tenants.people.bea), id)).rejects.toMatchObject({ code: "agent.not_found" });
  });

  test("a name is its owner's word, is found by it, and can be taken back", async () => {
    const { agents, arrive, care, tenants } = await openAgents(await open(), clock);
    const ada = tenants.atHome("ada");
    const { id } = await arrive(tenants.people.ada, "site", "login7");
    await arrive(tenants.people.ada, "other", "login8");

    await care.rename(ada, id, "  my cluster ");
    await care.rename(ada, id, "my cluster");
    await expect(care.rename(ada, id, "   ")).rejects.toMatchObject({ code: "request.invalid", fields: ["name"] });

    for (const search of ["CLUSTER", "login7", "site"]) expect(await agents.list(ada, { search })).toHaveLength(1);
    expect(await agents.list(ada, { state: "revoked" })).toEqual([]);
    expect(await agents.list(ada, { state: "offline" })).toHaveLength(2);
    await care.rename(ada, id, null);
    expect((await agents.describe(ada, id)).row.name).toBeNull();
    const { events } = await agents.listEvents(ada, id, page);
    expect(events.map(({ kind }) => kind)).toEqual(["renamed", "renamed", "connected"]);
  });

  test("forgetting is for what is away; it goes with its history, comes back with the next fence, and stays revoked", async () => {
    const { agents, arrive, care, directory, tenants } = await openAgents(await open(), clock);
    const ada = tenants.atHome("ada");
    const { id, fence } = await arrive(tenants.people.ada, "site");
    directory.live = {} as LiveAgent;
    await expect(care.forget(ada, id)).rejects.toMatchObject({ code: "agent.still_connected" });
    directory.live = undefined;

    await care.forget(ada, id);

    expect(await agents.list(ada, {})).toEqual([]);
    await expect(agents.describe(ada, id)).rejects.toMatchObject({ code: "agent.not_found" });
    await expect(care.forget(ada, id)).rejects.toMatchObject({ code: "agent.not_found" });
    expect((await arrive(tenants.people.ada, "site")).fence).toBe(fence + 1);
    expect((await agents.listEvents(ada, id, page)).events).toHaveLength(1);
    await care.revoke(ada, id);
    await care.forget(ada, id);
    await expect(arrive(tenants.people.ada, "site")).rejects.toMatchObject({ code: "agent.revoked" });
    expect((await agents.describe(ada, id)).row.revoked_at).not.toBeNull();
  });

  test("is not for a token that is bound to workspaces: it shows what serves there, and nothing of the rest", async () => {
    const { agents, arrive, list, name, tenants } = await openAgents(await open(), clock);
    const ada = await tenants.actor("ada", "one");
    await name(ada, "here", false);
    await name(tenants.atHome("ada"), "home", false);
    const here = await arrive(tenants.people.ada, "here");
    const others = [await arrive(tenants.people.ada, "home"), await arrive(tenants.people.ada, "free")];
    const bound = { ...tokenCaller(tenants.people.ada), place: ada.place, boundTo: [tenants.one] };

    expect(await list(bound)).toEqual(["ada here"]);
    expect(await agents.describe(bound, here.id)).toMatchObject({ isOwn: true, commands: [], serves: [{ name: "here-false" }] });
    for (const { id } of others) await expect(agents.describe(bound, id)).rejects.toMatchObject({ code: "agent.not_found" });
    for (const { id } of others) await expect(agents.listEvents(bound, id, page)).rejects.toMatchObject({ code: "agent.not_found" });
  });

  test("whatever is not there answers alike, whoever asks", async () => {
    const { agents, care, tenants } = await openAgents(await open(), clock);
    const ada = tenants.atHome("ada");
    const none = toAgentId("none");

    await expect(agents.describe(ada, none)).rejects.toMatchObject({ code: "agent.not_found", message: "Agent none not found." });
    await expect(care.allow(ada, none)).rejects.toMatchObject({ code: "agent.not_found", message: "Agent none not found." });
  });
});
