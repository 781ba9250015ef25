import { InProcessBus } from "@postern/bus";
import type { Bus } from "@postern/bus";
import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { createAgentGateway } from "./agents/index.ts";
import type { AgentGateway } from "./agents/index.ts";
import { ReconcilerDriver } from "./background/driver.ts";
import { authenticateAgent } from "./features/agents/authenticate-agent.ts";
import { AgentDownloads } from "./features/agents/downloads.ts";
import { tellPagesOfAgents } from "./features/agents/live.ts";
import { AgentService, StoredAgentRecords } from "./features/agents/service.ts";
import { AuditService } from "./features/audit/service.ts";
import { CredentialService } from "./features/credentials/service.ts";
import { SessionService } from "./features/sessions/service.ts";
import { TokenService } from "./features/tokens/service.ts";
import { UserService } from "./features/users/service.ts";
import { LiveEvents } from "./live/live-events.ts";
import { LiveStreams } from "./live/live-stream.ts";
import type { ServerSettings } from "./server-settings.ts";
import { serverVersion } from "./server-version.ts";

export interface ComposeParts {
  readonly settings: ServerSettings;
  readonly database: Database;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Logger;
  /** Known once the server listens. */
  readonly publicUrl: () => string;
}

export type Services = Awaited<ReturnType<typeof compose>>;

/** Makes every long-lived part, top to bottom. The only place that says `new` for one. */
export async function compose(parts: ComposeParts) {
  const { settings, database, vault, clock, log, publicUrl } = parts;
  const bus: Bus = new InProcessBus(log);
  const live = new LiveEvents(bus);
  const streams = new LiveStreams({ live, clock, serverVersion });
  const driver = new ReconcilerDriver(clock, log);

  const audit = new AuditService(clock);
  const users = new UserService({ database, clock, audit });
  const sessions = new SessionService({ database, clock, audit, users });
  const tokens = new TokenService({ database, clock, audit, users });
  const credentials = new CredentialService({ database, clock, audit, live, vault, listUses: () => Promise.resolve([]) });

  const gateway: AgentGateway = createAgentGateway({
    authenticate: authenticateAgent(tokens),
    records: new StoredAgentRecords(database),
    bus,
    clock,
    log,
    serverVersion,
    settings: { heartbeatMs: settings.heartbeatMs, deadlineMs: settings.heartbeatMs * 3 },
  });
  const agents = new AgentService({
    database,
    registry: gateway.registry,
    listConnectionIds: (userId) => credentials.listConnectionIds(userId),
  });
  tellPagesOfAgents(bus, live);
  const downloads = await AgentDownloads.find(settings.agentDir);

  return {
    settings,
    database,
    clock,
    log,
    publicUrl,
    bus,
    live,
    streams,
    driver,
    audit,
    users,
    sessions,
    tokens,
    credentials,
    gateway,
    agents,
    downloads,
  };
}
