import { keptStatement } from "@postern/database";
import type { AgentRow, Engine, Query } from "@postern/database";
import { toAgentId } from "@postern/domain";
import type { AgentId, TimeMs, UserId } from "@postern/domain";
import { sql } from "kysely";
import type { Selectable } from "kysely";
import type { AgentArrival } from "../../agents/index.ts";

export type StoredAgent = Selectable<AgentRow>;

interface HeldBy {
  /** The server that the agent has come to. */
  readonly serverId: string;
}

export interface PlacedAgent {
  readonly id: AgentId;
  readonly fence: number;
}

/**
 * Makes or renews the row of this user and connection ID with the next fence, in one statement: two arrivals never share one.
 * `undefined` when it is revoked.
 */
export async function upsertAgent(query: Query, id: AgentId, arrival: AgentArrival & HeldBy): Promise<PlacedAgent | undefined> {
  const seen = {
    kind: arrival.kind,
    user_name: arrival.userName,
    host_name: arrival.hostName,
    work_dir: arrival.workDir,
    version: arrival.agentVersion,
    remote_address: arrival.remoteAddress,
    connected_at: arrival.at,
    last_seen_at: arrival.at,
    disconnected_at: null,
    forgotten_at: null,
    server_id: arrival.serverId,
  };
  const { rows } = await upsertSeen(query, { id, user_id: arrival.userId, connection_id: arrival.connectionId, ...seen });
  const [row] = rows;
  return row === undefined ? undefined : { id: toAgentId(row.id), fence: row.fence };
}

const seenColumns = [
  ...(["kind", "user_name", "host_name", "work_dir", "version", "remote_address"] as const),
  ...(["connected_at", "last_seen_at", "disconnected_at", "forgotten_at", "server_id"] as const),
] as const;
const nameColumns = ["id", "user_id", "connection_id"] as const;
type SeenAgent = Pick<StoredAgent, (typeof seenColumns)[number] | (typeof nameColumns)[number]>;

// Thousands come within seconds when a server restarts.
const upsertSeen = keptStatement<SeenAgent, PlacedRow>([...nameColumns, ...seenColumns], (query, agent) => {
  const { id, user_id, connection_id, ...seen } = agent;
  return query
    .insertInto("agents")
    .values({ id, user_id, connection_id, fence: 1, ...seen })
    .onConflict((conflict) =>
      conflict
        .columns(["connection_id", "user_id"])
        .doUpdateSet({ ...seen, fence: sql<number>`agents.fence + 1` })
        .where("agents.revoked_at", "is", null),
    )
    .returning(["id", "fence"]);
});

interface PlacedRow {
  readonly id: string;
  readonly fence: number;
}

export async function touchAgent(query: Query, id: AgentId, at: TimeMs): Promise<void> {
  await query.updateTable("agents").set({ last_seen_at: at }).where("id", "=", id).execute();
}

/** False when it was marked before, or a newer connection serves by now. */
export async function markAgentGone(query: Query, agent: { id: AgentId; fence: number; at: TimeMs }): Promise<boolean> {
  const result = await query
    .updateTable("agents")
    .set({ disconnected_at: agent.at, last_seen_at: agent.at })
    .where("id", "=", agent.id)
    .where("fence", "=", agent.fence)
    .where("disconnected_at", "is", null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export function findAgentById(query: Query, id: AgentId): Promise<StoredAgent | undefined> {
  return query.selectFrom("agents").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function isRevoked(query: Query, id: AgentId): Promise<boolean> {
  const row = await query.selectFrom("agents").select("revoked_at").where("id", "=", id).executeTakeFirst();
  return row !== undefined && row.revoked_at !== null;
}

interface AgentName {
  readonly userId: UserId;
  readonly connectionId: string;
}

/** For a transaction that counts on it: until its end nobody else changes it. Who was forgotten is not found. */
export function holdAgent(query: Query, engine: Engine, id: AgentId): Promise<StoredAgent | undefined> {
  const select = query.selectFrom("agents").selectAll().where("id", "=", id).where("forgotten_at", "is", null);
  return (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
}

/** The server that holds its connection, as far as is written down. */
export async function findHolder(query: Query, agent: AgentName): Promise<string | undefined> {
  const select = query.selectFrom("agents").select("server_id").where("user_id", "=", agent.userId);
  const row = await select.where("connection_id", "=", agent.connectionId).where("disconnected_at", "is", null).executeTakeFirst();
  return row?.server_id ?? undefined;
}

export async function updateAgent(query: Query, id: string, patch: Partial<Omit<StoredAgent, "id" | "user_id">>): Promise<void> {
  await query.updateTable("agents").set(patch).where("id", "=", id).execute();
}

/** With the user name of whoever started it. */
export type SeenRow = StoredAgent & { readonly started_by: string };

export function listUserAgents(query: Query, userId: UserId): Promise<SeenRow[]> {
  return agents(query).where("agents.user_id", "=", userId).orderBy("last_seen_at", "desc").limit(500).execute();
}

/** Also one that was forgotten. */
export function findAnyUserAgent(query: Query, agent: AgentName): Promise<StoredAgent | undefined> {
  const select = query.selectFrom("agents").selectAll().where("user_id", "=", agent.userId);
  return select.where("connection_id", "=", agent.connectionId).executeTakeFirst();
}

export function findUserAgent(query: Query, agent: AgentName): Promise<SeenRow | undefined> {
  return agents(query).where("agents.user_id", "=", agent.userId).where("connection_id", "=", agent.connectionId).executeTakeFirst();
}

export function findSeenAgent(query: Query, id: AgentId): Promise<SeenRow | undefined> {
  return agents(query).where("agents.id", "=", id).executeTakeFirst();
}

/** Whoever runs an agent under a connection ID. */
export function listAgentsNamed(query: Query, connectionId: string): Promise<SeenRow[]> {
  return agents(query).where("agents.connection_id", "=", connectionId).orderBy("agents.id").limit(500).execute();
}

function agents(query: Query) {
  return query
    .selectFrom("agents")
    .innerJoin("users", "users.id", "agents.user_id")
    .where("agents.forgotten_at", "is", null)
    .selectAll("agents")
    .select("users.user_name as started_by");
}
