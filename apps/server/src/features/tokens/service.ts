import { isUniqueViolation } from "@postern/database";
import type { Database, Query } from "@postern/database";
import { AppError, toRunId, tokenAccesses, toTokenId, toUserId, toWorkspaceId } from "@postern/domain";
import type { Clock, RunId, TimeMs, TokenAccess, TokenId, UserId, WorkspaceId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { AuditService } from "../audit/service.ts";
import type { UserService } from "../users/service.ts";
import {
  deleteToken,
  expireRunTokens,
  findToken,
  findTokenByHash,
  insertToken,
  listUserTokens,
  setTokenHash,
  touchToken,
} from "./store.ts";
import type { NewToken, StoredToken } from "./store.ts";
import { hashToken, renderToken } from "./token-text.ts";

/** `last used` is shown to the minute; writing it on each call would double the writes of telemetry. */
const touchIntervalMs = 60_000;
const maxNameLength = 50;

export interface TokenParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly users: UserService;
  /** Told after a token is gone for good, so that what still acts with it can be cut off. */
  readonly onRemoved: (id: TokenId) => void;
}

/** Personal access tokens, and the tokens of single runs. Only hashes are kept. */
export class TokenService {
  readonly #parts: TokenParts;

  constructor(parts: TokenParts) {
    this.#parts = parts;
  }

  list(userId: UserId): Promise<StoredToken[]> {
    return listUserTokens(this.#parts.database.query, userId);
  }

  /**
   * A token that may do all that its user may. The text is in the answer, and nowhere else ever again.
   *
   * @throws token.name_taken
   * @throws request.invalid for a name that is empty, too long, or holds control characters.
   */
  async create(userId: UserId, name: string): Promise<{ readonly text: string; readonly token: StoredToken }> {
    refuseBadName(name);
    try {
      return await this.#parts.database.transaction(async ({ query }) => {
        const { id, text } = await this.#mint(query, { userId, name, scope: "user", runId: null, at: this.#parts.clock.now() });
        await this.#parts.audit.record(query, { actor: userId, action: "token.create", targetKind: "token", targetId: String(id) });
        const token = await findToken(query, id);
        if (token === undefined) throw new AppError("token.not_found", "The new token is gone.");
        return { text, token };
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError("token.name_taken", `A token named ${name} already exists.`, { cause: error, fields: ["name"] });
    }
  }

  /** @throws token.not_found also for a token of somebody else. */
  async remove(userId: UserId, id: TokenId): Promise<void> {
    await this.#parts.database.transaction(async ({ query }) => {
      const token = await findToken(query, id);
      if (token?.user_id !== userId || token.scope !== "user") throw new AppError("token.not_found", `Token ${String(id)} not found.`);
      await deleteToken(query, id);
      await this.#parts.audit.record(query, { actor: userId, action: "token.delete", targetKind: "token", targetId: String(id) });
    });
    this.#parts.onRemoved(id);
  }

  /** The token that the head job of one run carries. It lives until the run has ended, however long the queue is. */
  async mintRunToken(query: Query, run: { readonly userId: UserId; readonly runId: RunId }): Promise<string> {
    const { text } = await this.#mint(query, { ...run, name: `run ${run.runId}`, scope: "run", at: this.#parts.clock.now() });
    return text;
  }

  /** Run tokens stop working at `at`; may be repeated. */
  async endRunTokens(runId: RunId, at: TimeMs): Promise<void> {
    await expireRunTokens(this.#parts.database.query, runId, at);
  }

  async findCaller(text: string): Promise<Caller | undefined> {
    const token = await findTokenByHash(this.#parts.database.query, hashToken(text));
    const now = this.#parts.clock.now();
    if (token === undefined || (token.expires_at !== null && token.expires_at <= now)) return undefined;
    const user = await this.#parts.users.findUser(toUserId(token.user_id));
    // A run outlives the account of its person: it goes on telling how it goes, whatever became of them.
    if (user === undefined || (token.scope === "user" && (user.is_disabled === 1 || user.deleted_at !== null))) return undefined;
    if (now - (token.last_used_at ?? 0) > touchIntervalMs) {
      await unlessStorageFails(this.#touch(token, now));
    }
    return toCaller(token, user.is_administrator === 1);
  }

  async #touch(token: StoredToken, now: TimeMs): Promise<void> {
    const { database, users } = this.#parts;
    await touchToken(database.query, toTokenId(token.id), now);
    // A run that goes on is no sign of its person.
    if (token.scope === "user") await users.touch(database.query, toUserId(token.user_id));
  }

  async #mint(query: Query, token: NewToken): Promise<{ readonly id: TokenId; readonly text: string }> {
    const id = await insertToken(query, token);
    const text = renderToken(id);
    await setTokenHash(query, id, hashToken(text));
    return { id, text };
  }
}

function refuseBadName(name: string): void {
  if (name.trim() !== "" && name.length <= maxNameLength && !/\p{Cc}/u.test(name)) return;
  throw new AppError("request.invalid", `A token's name has 1 to ${String(maxNameLength)} characters that can be typed.`, {
    fields: ["name"],
  });
}

function readBounds(ids: string | null): readonly WorkspaceId[] | null {
  return ids === null ? null : (JSON.parse(ids) as number[]).map(toWorkspaceId);
}

/** The narrowest kind for a word that this version does not know. */
function toTokenAccess(word: string): TokenAccess {
  return tokenAccesses.find((access) => access === word) ?? "agent";
}

function toCaller(token: StoredToken, isAdministrator: boolean): Caller {
  const base = { userId: toUserId(token.user_id), tokenId: toTokenId(token.id) };
  if (token.scope === "run" && token.run_id !== null) return { kind: "run", ...base, runId: toRunId(token.run_id) };
  return { kind: "token", ...base, isAdministrator, access: toTokenAccess(token.access), boundTo: readBounds(token.workspace_ids) };
}
