import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger, toConnectionId, toTokenId } from "@postern/domain";
import type { AgentId, Clock, UserId } from "@postern/domain";
import { KeyRing, Vault } from "@postern/vault";
import { ManualClock } from "@postern/testing";
import { ActContexts } from "../act-context.ts";
import type { HeldAgent, LiveAgent, LookedAgent } from "../agents/index.ts";
import { AccessService } from "../features/access/service.ts";
import { AgentSight } from "../features/agents/agent-sight.ts";
import { AgentCareService } from "../features/agents/care-service.ts";
import { noteClaims } from "../features/agents/note-claims.ts";
import { AgentNews } from "../features/agents/live.ts";
import { AgentService } from "../features/agents/service.ts";
import { StoredAgentRecords } from "../features/agents/stored-agent-records.ts";
import { listPresentOf } from "../features/compute-envs/environments-of-credential.ts";
import { FairSshKeyReader } from "../features/credentials/fair-ssh-key-reader.ts";
import { listNamedIds, listNaming } from "../features/credentials/naming-credentials.ts";
import { CredentialService } from "../features/credentials/service.ts";
import { UseLimitService } from "../features/use-limits/service.ts";
import type { Actor } from "../http/caller.ts";
import { LiveEvents } from "../live/live-events.ts";
import { openAudit } from "./open-audit.fixture.ts";
import { openTenants } from "./tenants.fixture.ts";

/** Who is connected is what the test says. */
class StandInDirectory {
  live: LiveAgent | undefined;
  readonly revoked: string[] = [];

  look(agents: readonly HeldAgent[]): Promise<ReadonlyMap<AgentId, LookedAgent>> {
    const { live } = this;
    return Promise.resolve(new Map(live === undefined ? [] : agents.map(({ id }) => [id, { live, latencies: [12] }])));
  }

  listCommands() {
    return Promise.resolve([{ at: 1, kind: "stat", what: "/x", tookMs: 3, outcome: "ok" } as const]);
  }

  closeRevoked(id: AgentId, fence: number): void {
    this.revoked.push(`${id} ${String(fence)}`);
  }
}

/** Agents of the people of `openTenants`, with everything that says whose they are, and no socket anywhere. */
export async function openAgents(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
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
  const credentials = new CredentialService({
    ...parts,
    noteClaims: (query, connection) => noteClaims(query, { connection, at: clock.now() }, places),
    listUses: () => Promise.resolve([]),
  });
  const records = new StoredAgentRecords({
    database,
    clock,
    audit: parts.audit,
    contexts: new ActContexts(),
    serverId: "here",
    listNamed: listNamedIds,
  });
  const directory = new StandInDirectory();
  const sight = new AgentSight({
    ...{ places, useLimits },
    listNaming: (connectionIds) => listNaming(database.query, connectionIds),
    listEnvironments: (credentialIds) => listPresentOf(database.query, credentialIds),
  });
  const agents = new AgentService({
    ...{ database, sight, directory, tokens: { listWarnings: () => Promise.resolve(new Map()) } },
    credentials: {
      listClaimedBy: async (userId) => credentials.listConnectionIds(userId, await places.listWorkspaceIds(userId)),
      listUsableConnections: (actor) => credentials.listUsableConnections(actor),
    },
  });
  const news = new AgentNews({
    live,
    listSharedWith: (served) => credentials.listSharedWith(served),
  });
  const care = new AgentCareService({ database, clock, audit: parts.audit, sight, directory, news });
  const arrive = (userId: UserId, connectionId: string, hostName = "login1") =>
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
      ...{ hostName, workDir: "/w", agentVersion: "1", remoteAddress: "::1", at: clock.now() },
    });
  const name = (actor: Actor, connectionId: string, shared: boolean) =>
    credentials.create(actor, { name: `${connectionId}-${String(shared)}`, provider: "tw-agent", keys: { connectionId, shared } });
  const list = async (actor: Actor) =>
    (await agents.list(actor, {})).map(
      ({ row, isOwn, isUnclaimed }) => `${row.started_by} ${row.connection_id}${isOwn ? "" : " shared"}${isUnclaimed ? " unclaimed" : ""}`,
    );
  return { agents, care, live, records, directory, credentials, tenants: await openTenants(database, places), arrive, name, list };
}
