import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { ActContexts } from "../act-context.ts";
import { StoredAgentRecords } from "../features/agents/stored-agent-records.ts";
import { openAudit } from "./open-audit.fixture.ts";

/** What the server `here` writes down of agents, where no credential names any; and the trail in which it does. */
export function openAgentRecords(database: Database, clock: Clock) {
  const contexts = new ActContexts();
  const audit = openAudit(database, clock, contexts);
  const records = new StoredAgentRecords({
    database,
    clock,
    audit,
    contexts,
    serverId: "here",
    listNamed: () => Promise.resolve(new Set()),
  });
  return { records, audit, contexts };
}
