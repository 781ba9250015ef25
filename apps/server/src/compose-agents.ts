import type { Bus } from "@postern/bus";
import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import type { ActContexts } from "./act-context.ts";
import { ActingAgents, createAgentGateway, ServerPresence, SharedAgents } from "./agents/index.ts";
import { AgentConnectionReconciler } from "./background/agent-connection-reconciler.ts";
import { AgentEventReconciler } from "./background/agent-event-reconciler.ts";
import type { AccessService } from "./features/access/service.ts";
import { AgentSight } from "./features/agents/agent-sight.ts";
import { authenticateAgent } from "./features/agents/authenticate-agent.ts";
import { AgentCareService } from "./features/agents/care-service.ts";
import { AgentDownloads } from "./features/agents/downloads.ts";
import { AgentNews } from "./features/agents/live.ts";
import { recordRefusals } from "./features/agents/refused-agents.ts";
import { tellRefused } from "./features/agents/tell-refused.ts";
import { AgentService } from "./features/agents/service.ts";
import { findHolder, isRevoked } from "./features/agents/store.ts";
import { StoredAgentRecords } from "./features/agents/stored-agent-records.ts";
import type { AuditService } from "./features/audit/service.ts";
import { listPresentOf } from "./features/compute-envs/environments-of-credential.ts";
import { listNamedIds, listNaming } from "./features/credentials/naming-credentials.ts";
import type { CredentialService } from "./features/credentials/service.ts";
import type { TokenService } from "./features/tokens/service.ts";
import { AgentTokenCheck } from "./features/users/agent-token-check.ts";
import type { UseLimitService } from "./features/use-limits/service.ts";
import { clientAddress } from "./http/client-address.ts";
import type { LiveEvents } from "./live/live-events.ts";
import { randomText } from "./new-id.ts";
import type { ServerSettings } from "./server-settings.ts";
import { serverVersion } from "./server-version.ts";

interface Parts {
  readonly settings: ServerSettings;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  readonly bus: Bus;
  readonly live: LiveEvents;
  readonly tokens: TokenService;
  readonly credentials: CredentialService;
  readonly places: AccessService;
  readonly useLimits: UseLimitService;
}

/** Makes what agents connect to, and what people see of them. */
export function composeAgents(parts: Parts) {
  const { settings, database, audit, contexts, bus, live, clock, log, tokens, credentials, places, useLimits } = parts;
  const presence = new ServerPresence(randomText(12), { bus, clock });
  const records = new StoredAgentRecords({ database, clock, audit, contexts, serverId: presence.serverId, listNamed: listNamedIds });
  const addressOf = clientAddress(settings.trustedProxies);
  const gateway = createAgentGateway({
    addressOf,
    authenticate: tellRefused(recordRefusals(authenticateAgent(tokens), { audit, contexts, clock, addressOf }), { tokens, live, clock }),
    records,
    bus,
    clock,
    log,
    serverVersion,
    isServedElsewhere: async ({ userId, connectionId }) => (await directory.findAgent({ connectionId, owners: [userId] })) !== undefined,
    settings: { heartbeatMs: settings.heartbeatMs, deadlineMs: settings.heartbeatMs * 3 },
  });
  const { registry } = gateway;
  const directory = new SharedAgents({ registry, bus, presence, clock, findHolder: (agent) => findHolder(database.query, agent) });
  const acting = new ActingAgents({ agents: directory, places, isRevoked: (id) => isRevoked(database.query, id) });
  const sight = new AgentSight({
    ...{ places, useLimits },
    listNaming: (connectionIds) => listNaming(database.query, connectionIds),
    listEnvironments: (credentialIds) => listPresentOf(database.query, credentialIds),
  });
  const agents = new AgentService({
    database,
    tokens,
    directory,
    sight,
    credentials: {
      listClaimedBy: async (userId) => credentials.listConnectionIds(userId, await places.listWorkspaceIds(userId)),
      listUsableConnections: (actor) => credentials.listUsableConnections(actor),
    },
  });
  const news = new AgentNews({
    live,
    listSharedWith: (served) => credentials.listSharedWith(served),
  });
  news.follow(bus);
  const agentCare = new AgentCareService({ database, clock, audit, sight, directory, news });
  const agentConnectionReconciler = new AgentConnectionReconciler({ database, clock, registry, presence, records });
  const agentEventReconciler = new AgentEventReconciler({ database, clock });
  const downloads = new AgentDownloads({ folder: settings.agentDir, serverVersion });
  const agentTokens = new AgentTokenCheck({ tokens, clock });
  const care = { agentCare, agentConnectionReconciler, agentEventReconciler };
  return { gateway, presence, directory, acting, agents, ...care, downloads, agentTokens };
}
