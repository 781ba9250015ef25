import type { Query, WorkspaceRow } from "@postern/database";
import { sql } from "kysely";
import type { Expression, RawBuilder, SqlBool } from "kysely";
import { likeContaining } from "../../like-pattern.ts";
import { readPage } from "../../read-page.ts";
import type { Page, PageOf } from "../../read-page.ts";

export interface AdministeredOrganization {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly createdAt: number;
  readonly memberCount: number;
  readonly workspaceCount: number;
  /** User names of those owners who can sign in. */
  readonly owners: readonly string[];
}

export interface AdministeredWorkspace {
  readonly id: number;
  readonly name: string;
  readonly fullName: string;
  readonly visibility: WorkspaceRow["visibility"];
  readonly createdAt: number;
  readonly organizationId: number;
  readonly organizationName: string;
  readonly participantCount: number;
}

export interface Search extends Page {
  /** Part of a name; empty for all. */
  readonly search: string;
}

/** All organizations of the server, in the order of their names. */
export async function listOrganizations(query: Query, { search, ...page }: Search): Promise<PageOf<AdministeredOrganization>> {
  const found = query
    .selectFrom("organizations")
    .select(["organizations.id", "organizations.name", "full_name as fullName", "organizations.created_at as createdAt"])
    .select([
      countOf("organization_members", "organization_id").as("memberCount"),
      countOf("workspaces", "organization_id").as("workspaceCount"),
    ])
    .where("organizations.deleted_at", "is", null)
    .where(isNamed("organizations", search))
    .orderBy("organizations.name_key");
  const { rows, total } = await readPage(found, page);
  const owners = Map.groupBy(await listOwners(query, rows), ({ organizationId }) => organizationId);
  return { rows: rows.map((row) => ({ ...row, owners: (owners.get(row.id) ?? []).map(({ userName }) => userName) })), total };
}

/** All workspaces of all organizations, in the order of the names of both. */
export function listWorkspaces(query: Query, { search, ...page }: Search): Promise<PageOf<AdministeredWorkspace>> {
  const found = query
    .selectFrom("workspaces")
    .innerJoin("organizations", "organizations.id", "workspaces.organization_id")
    .select(["workspaces.id", "workspaces.name", "workspaces.full_name as fullName", "visibility", "workspaces.created_at as createdAt"])
    .select(["organizations.id as organizationId", "organizations.name as organizationName"])
    .select(countOf("participants", "workspace_id").as("participantCount"))
    .where("workspaces.deleted_at", "is", null)
    .where("organizations.deleted_at", "is", null)
    .where((row) => row.or([isNamed("workspaces", search), isNamed("organizations", search)]))
    .orderBy("organizations.name_key")
    .orderBy("workspaces.name_key");
  return readPage(found, page);
}

/** Owners who can sign in. */
export function listOwners(query: Query, organizations: readonly { readonly id: number }[]) {
  const ids = organizations.map(({ id }) => id);
  return query
    .selectFrom("organization_members")
    .innerJoin("users", "users.id", "organization_members.user_id")
    .select(["organization_members.organization_id as organizationId", "users.user_name as userName"])
    .where("organization_members.role", "=", "owner")
    .where("organization_members.organization_id", "in", ids.length === 0 ? [0] : ids)
    .where("users.is_disabled", "=", 0)
    .where("users.deleted_at", "is", null)
    .orderBy("users.user_name")
    .execute();
}

/** Somebody who can sign in, by their user name or address, both in lower case. */
export async function findUserId(query: Query, name: string): Promise<number | undefined> {
  const row = await query
    .selectFrom("users")
    .select("id")
    .where(name.includes("@") ? "email" : "user_name", "=", name)
    .where("is_disabled", "=", 0)
    .where("deleted_at", "is", null)
    .executeTakeFirst();
  return row?.id;
}

type Counted = "organization_members" | "workspaces" | "participants";

/** How many rows of a table belong to the row that is selected. */
function countOf(table: Counted, column: "organization_id" | "workspace_id"): RawBuilder<number> {
  const owner = column === "organization_id" ? sql.ref("organizations.id") : sql.ref("workspaces.id");
  const alive = table === "workspaces" ? sql`AND counted.deleted_at IS NULL` : sql``;
  return sql<number>`(SELECT count(*) FROM ${sql.table(table)} counted WHERE ${sql.ref(`counted.${column}`)} = ${owner} ${alive})`;
}

function isNamed(table: "organizations" | "workspaces", search: string): Expression<SqlBool> {
  const pattern = likeContaining(search.toLowerCase());
  const [name, fullName] = [sql.ref(`${table}.name_key`), sql.ref(`${table}.full_name`)];
  return sql<SqlBool>`(${name} LIKE ${pattern} ESCAPE '!' OR lower(${fullName}) LIKE ${pattern} ESCAPE '!')`;
}
