import type { Query, TokenRow } from "@postern/database";
import { nameKey, toTokenId } from "@postern/domain";
import type { RunId, TimeMs, TokenId, UserId } from "@postern/domain";
import type { Selectable } from "kysely";

export type StoredToken = Selectable<TokenRow>;

export interface NewToken {
  readonly userId: UserId;
  readonly name: string;
  readonly scope: "user" | "run";
  readonly runId: RunId | null;
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
    created_at: token.at,
  };
  const { id } = await query.insertInto("tokens").values(row).returning("id").executeTakeFirstOrThrow();
  return toTokenId(id);
}

export async function setTokenHash(query: Query, id: TokenId, hash: string): Promise<void> {
  await query.updateTable("tokens").set({ hash }).where("id", "=", id).execute();
}

export function findTokenByHash(query: Query, hash: string): Promise<StoredToken | undefined> {
  return query.selectFrom("tokens").selectAll().where("hash", "=", hash).executeTakeFirst();
}

export function findToken(query: Query, id: TokenId): Promise<StoredToken | undefined> {
  return query.selectFrom("tokens").selectAll().where("id", "=", id).executeTakeFirst();
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

export async function deleteToken(query: Query, id: TokenId): Promise<void> {
  await query.deleteFrom("tokens").where("id", "=", id).execute();
}

export async function touchToken(query: Query, id: TokenId, at: TimeMs): Promise<void> {
  await query.updateTable("tokens").set({ last_used_at: at }).where("id", "=", id).execute();
}

export async function expireRunTokens(query: Query, runId: RunId, at: TimeMs): Promise<void> {
  await query
    .updateTable("tokens")
    .set({ expires_at: at })
    .where("run_id", "=", runId)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", at)]))
    .execute();
}
