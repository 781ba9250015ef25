import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger, toConnectionId, toTokenId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { KeyRing, Vault } from "@postern/vault";
import { expect, test } from "vitest";
import type { AgentRegistry } from "../../agents/index.ts";
import type { Actor } from "../../http/caller.ts";
import { ActContexts } from "../../act-context.ts";
import { LiveEvents } from "../../live/live-events.ts";
import { openAudit } from "../../testing/open-audit.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import { AccessService } from "../access/service.ts";
import { FairSshKeyReader } from "../credentials/fair-ssh-key-reader.ts";
import { CredentialService } from "../credentials/service.ts";
import { UseLimitService } from "../use-limits/service.ts";
import { AgentService, StoredAgentRecords } from "./service.ts";

async function openAgents(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger));
  const places = new AccessService({ database, clock, live });
  const useLimits = new UseLimitService({ database, clock });
  const vault = new Vault(KeyRing.generate(clock.now()));
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
  const credentials = new CredentialService({ ...parts, listUses: () => Promise.resolve([]) });
  const records = new StoredAgentRecords({ database, audit: parts.audit, contexts: new ActContexts() });
  const nobodyLive = { findAgent: () => undefined } as unknown as AgentRegistry;
  const agents = new AgentService({
    ...{ database, registry: nobodyLive, tokens: { listWarnings: () => Promise.resolve(new Map()) } },
    credentials: {
      listClaimedBy: async (userId) => credentials.listConnectionIds(userId, await places.listWorkspaceIdsWith(userId, "credentials:read")),
      listUsableConnections: (actor) => credentials.listUsableConnections(actor),
    },
  });
  const arrive = (userId: UserId, connectionId: string) =>
    records.connect({
      ...{
        userId,
        tokenId: toTokenId(1),
        boundTo: null,
        connectionId: toConnectionId(connectionId),
        instanceId: "i",
        userName: "x",
        kind: "v2" as const,
      },
      ...{ hostName: "login1", workDir: "/w", agentVersion: "1", remoteAddress: "::1", at: clock.now() },
    });
  const name = (actor: Actor, connectionId: string, shared: boolean) =>
    credentials.create(actor, { name: `${connectionId}-${String(shared)}`, provider: "tw-agent", keys: { connectionId, shared } });
  const list = async (actor: Actor) =>
    (await agents.list(actor, undefined)).map(
      ({ row, isOwn, isUnclaimed }) => `${row.started_by} ${row.connection_id}${isOwn ? "" : " shared"}${isUnclaimed ? " unclaimed" : ""}`,
    );
  return { credentials, tenants: await openTenants(database, places), arrive, name, list };
}

describeWithDatabases("agents", ({ open, clock }) => {
  test("of a workspace are the shared ones of others, one's own under its connection IDs, and one's own that nothing holds", async () => {
    const { tenants, arrive, name, list } = await openAgents(await open(), clock);
    const { ada, max } = tenants.people;
    await name(await tenants.actor("ada", "one"), "site", true);
    await name(await tenants.actor("ada", "one"), "each", false);
    await name(tenants.atHome("max"), "private", false);
    for (const [userId, id] of [
      [ada, "site"],
      [ada, "each"],
      [max, "site"],
      [max, "each"],
      [max, "private"],
      [max, "new"],
    ] as const) {
      await arrive(userId, id);
    }

    const seen = await list(await tenants.actor("max", "one"));

    expect(seen.toSorted()).toEqual(["ada site shared", "max each", "max new unclaimed"]);
    expect((await list(await tenants.actor("vic", "one"))).toSorted()).toEqual(["ada site shared"]);
    expect(await list(await tenants.actor("ada", "two"))).toEqual([]);
    expect(await list(await tenants.actor("bea", "three"))).toEqual([]);
  });

  test("at home are all of one's own, and those count as claimed that a credential names which one may see", async () => {
    const { tenants, arrive, name, list } = await openAgents(await open(), clock);
    const { max, bea } = tenants.people;
    await name(await tenants.actor("ada", "one"), "each", false);
    await name(tenants.atHome("bea"), "foreign", false);
    for (const id of ["each", "foreign"]) await arrive(max, id);
    await arrive(bea, "each");

    expect((await list(tenants.atHome("max"))).toSorted()).toEqual(["max each", "max foreign unclaimed"]);
    expect(await list(tenants.atHome("bea"))).toEqual(["bea each unclaimed"]);
  });

  test("that are shared are not shown to those who may not use their credential", async () => {
    const { credentials, tenants, arrive, name, list } = await openAgents(await open(), clock);
    const maker = await tenants.actor("ada", "one");
    const id = await name(maker, "site", true);
    await arrive(tenants.people.ada, "site");

    await credentials.limitUse(maker, id, { isLimited: true, userIds: [tenants.people.lea], teamIds: [] });

    expect(await list(await tenants.actor("lea", "one"))).toEqual(["ada site shared"]);
    expect(await list(await tenants.actor("olga", "one"))).toEqual([]);
  });
});
