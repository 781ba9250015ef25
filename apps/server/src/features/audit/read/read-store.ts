import type { Query, Tables } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import { sql } from "kysely";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { likeBeginning, likeContaining } from "../../../like-pattern.ts";
import type { AuditFilter } from "./audit-filter.ts";

/** Numbers between which entries are looked for, both included. */
export interface NumberWindow {
  readonly low: number;
  readonly high: number;
}

export interface Selection {
  readonly window: NumberWindow;
  readonly order: "asc" | "desc";
  readonly limit: number;
}

/** As much as clocks may go back: entries are in the order in which they were written, not in that of their times. */
const clockSlackMs = 3_600_000;

/** The numbers between which all entries of the wanted time stand; `undefined` when there is none. */
export async function findWindow(query: Query, { from, to }: AuditFilter): Promise<NumberWindow | undefined> {
  const low = await findEdge(query, from === undefined ? undefined : { at: from - clockSlackMs, order: "asc" });
  const high = await findEdge(query, to === undefined ? undefined : { at: to + clockSlackMs, order: "desc" });
  const ends = await query
    .selectFrom("audit_entries")
    .select(({ fn }) => [fn.min("id").as("low"), fn.max("id").as("high")])
    .executeTakeFirstOrThrow();
  // Without an entry both are null, whatever the types say.
  if ((ends.low as number | null) === null || low === "none" || high === "none") return undefined;
  return { low: Math.max(low ?? ends.low, ends.low), high: Math.min(high ?? ends.high, ends.high) };
}

export function selectEntries(query: Query, filter: AuditFilter, { window, order, limit }: Selection) {
  return (
    query
      .selectFrom("audit_entries")
      .leftJoin("users", "users.id", "audit_entries.actor_user_id")
      .selectAll("audit_entries")
      // For entries that are older than the column.
      .select("users.user_name as current_name")
      .where("audit_entries.id", ">=", window.low)
      .where("audit_entries.id", "<=", window.high)
      .where((where) => where.and(conditionsOf(where, filter)))
      .orderBy("audit_entries.id", order)
      .limit(limit)
      .execute()
  );
}

export type FoundEntry = Awaited<ReturnType<typeof selectEntries>>[number];

async function findEdge(query: Query, edge: { readonly at: TimeMs; readonly order: "asc" | "desc" } | undefined) {
  if (edge === undefined) return undefined;
  const row = await query
    .selectFrom("audit_entries")
    .select("id")
    .where("at", edge.order === "asc" ? ">=" : "<", edge.at)
    .orderBy("at", edge.order)
    .orderBy("id", edge.order)
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? "none";
}

type Where = ExpressionBuilder<Tables & { users: Tables["users"] | null }, "audit_entries">;

function conditionsOf(where: Where, filter: AuditFilter): Expression<SqlBool>[] {
  const { from, to, action, search } = filter;
  const conditions: Expression<SqlBool>[] = [];
  for (const [column, value] of equalities(filter)) if (value !== undefined) conditions.push(where(column, "=", value));
  // The sign keeps the engine from going by the time: it would have to sort all that it finds.
  if (from !== undefined) conditions.push(sql<SqlBool>`+audit_entries.at >= ${from}`);
  if (to !== undefined) conditions.push(sql<SqlBool>`+audit_entries.at < ${to}`);
  if (action !== undefined) conditions.push(actionCondition(where, action));
  if (search !== undefined && search.trim() !== "") conditions.push(searchCondition(where, search.trim()));
  return conditions;
}

function equalities({ actorId, targetKind, targetId, organizationId, workspaceId, correlationId }: AuditFilter) {
  return [
    ["audit_entries.actor_user_id", actorId],
    ["audit_entries.target_kind", targetKind],
    ["audit_entries.target_id", targetId],
    ["audit_entries.organization_id", organizationId],
    ["audit_entries.workspace_id", workspaceId],
    ["audit_entries.correlation_id", correlationId],
  ] as const;
}

function actionCondition(where: Where, action: string): Expression<SqlBool> {
  const [thing = "", verb = ""] = action.split(".", 2);
  if (verb !== "") return where("audit_entries.action", "=", action);
  return sql<SqlBool>`audit_entries.action LIKE ${likeBeginning(`${thing}.`)} ESCAPE '!'`;
}

function searchCondition(where: Where, search: string): Expression<SqlBool> {
  const pattern = likeContaining(search.toLowerCase());
  const columns = ["actor_name", "target_name", "target_id", "action"] as const;
  return where.or(columns.map((column) => sql<SqlBool>`lower(${sql.ref(`audit_entries.${column}`)}) LIKE ${pattern} ESCAPE '!'`));
}
