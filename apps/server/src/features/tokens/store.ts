import { keptStatement } from "@postern/database";
import type { Engine, Query, TokenRow, UserRow } from "@postern/database";
import { nameKey, toTokenId } from "@postern/domain";
import type { RunId, TimeMs, TokenAccess, TokenId, UserId, WorkspaceId } from "@postern/domain";
import type { Selectable } from "kysely";

export type StoredToken = Selectable<TokenRow>;

export interface NewToken {
  readonly userId: UserId;
  readonly name: string;
  readonly scope: "user" | "run";
  readonly runId: RunId | null;
  readonly access: TokenAccess;
  readonly workspaceIds: readonly WorkspaceId[] | null;
  readonly expiresAt: TimeMs | null;
  readonly at: TimeMs;
}

/** The id is part of the token's text, so the row comes first and its hash second, in one transaction. */
export async function insertToken(query: Query, token: NewToken): Promise<TokenId> {
  const placeholder = `pending-${crypto.randomUUID()}`;
  const row = {
    user_id: token.userId,
    name: token.name,
    name_key: nameKey(token.name),
    hash: placeholder,
    scope: token.scope,
    run_id: token.runId,
    access: token.access,
    workspace_ids: token.workspaceIds === null ? null : JSON.stringify(token.workspaceIds),
    expires_at: token.expiresAt,
    created_at: token.at,
  };
  const { id } = await query.insertInto("tokens").values(row).returning("id").executeTakeFirstOrThrow();
  return toTokenId(id);
}

export async function updateToken(query: Query, id: TokenId, change: Partial<Omit<StoredToken, "id">>): Promise<void> {
  await query.updateTable("tokens").set(change).where("id", "=", id).execute();
}

/** A token with what decides whether its person may still act. */
export interface TokenOfPerson extends StoredToken {
  readonly isAdministrator: UserRow["is_administrator"];
  readonly isDisabled: UserRow["is_disabled"];
  readonly userDeletedAt: number | null;
}

/** By the text that works today. */
export async function findTokenByHash(query: Query, hash: string): Promise<TokenOfPerson | undefined> {
  return (await selectByHash(query, { hash })).rows[0];
}

const selectByHash = keptStatement<{ readonly hash: string }, TokenOfPerson>(["hash"], (query, { hash }) =>
  tokensOfPeople(query).where("tokens.hash", "=", hash),
);

/** By the text from before its last rotation, while that still works. */
export function findTokenByFormerHash(query: Query, hash: string, now: TimeMs): Promise<TokenOfPerson | undefined> {
  return tokensOfPeople(query).where("tokens.previous_hash", "=", hash).where("tokens.previous_expires_at", ">", now).executeTakeFirst();
}

export function findToken(query: Query, id: TokenId): Promise<StoredToken | undefined> {
  return query.selectFrom("tokens").selectAll().where("id", "=", id).executeTakeFirst();
}

/** Held until the transaction ends, so that two who replace its text take turns. */
export function holdToken(query: Query, engine: Engine, id: TokenId): Promise<StoredToken | undefined> {
  const row = query.selectFrom("tokens").selectAll().where("id", "=", id);
  return (engine === "postgres" ? row.forUpdate() : row).executeTakeFirst();
}

export function listTokens(query: Query, ids: readonly TokenId[]): Promise<StoredToken[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return query.selectFrom("tokens").selectAll().where("id", "in", ids).execute();
}

export function listUserTokens(query: Query, userId: UserId): Promise<StoredToken[]> {
  return query
    .selectFrom("tokens")
    .selectAll()
    .where("user_id", "=", userId)
    .where("scope", "=", "user")
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

/** False when it was gone already. */
export async function deleteToken(query: Query, id: TokenId): Promise<boolean> {
  const { numDeletedRows } = await query.deleteFrom("tokens").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

export function deleteUserTokens(query: Query, userId: UserId): Promise<Pick<StoredToken, "id" | "name">[]> {
  return query.deleteFrom("tokens").where("user_id", "=", userId).where("scope", "=", "user").returning(["id", "name"]).execute();
}

export async function expireRunTokens(query: Query, runId: RunId, at: TimeMs): Promise<void> {
  await query
    .updateTable("tokens")
    .set({ expires_at: at })
    .where("run_id", "=", runId)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", at)]))
    .execute();
}

export interface NamedWorkspace {
  readonly id: number;
  readonly name: string;
  readonly orgName: string;
}

/** Those that are there. */
export function listNamedWorkspaces(query: Query, ids: readonly number[]): Promise<NamedWorkspace[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return query
    .selectFrom("workspaces")
    .innerJoin("organizations", "organizations.id", "workspaces.organization_id")
    .select(["workspaces.id", "workspaces.name", "organizations.name as orgName"])
    .where("workspaces.id", "in", ids)
    .where("workspaces.deleted_at", "is", null)
    .where("organizations.deleted_at", "is", null)
    .orderBy("workspaces.id")
    .execute();
}

function tokensOfPeople(query: Query) {
  return query
    .selectFrom("tokens")
    .innerJoin("users", "users.id", "tokens.user_id")
    .selectAll("tokens")
    .select(["users.is_administrator as isAdministrator", "users.is_disabled as isDisabled", "users.deleted_at as userDeletedAt"]);
}
