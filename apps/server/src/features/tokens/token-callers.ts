import type { Database } from "@postern/database";
import { toRunId, tokenAccesses, toTokenId, toUserId, toWorkspaceId } from "@postern/domain";
import type { Clock, TimeMs, TokenAccess, UserId, WorkspaceId } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import type { CallerMemory, FoundCaller } from "../../http/caller-memory.ts";
import type { Caller } from "../../http/caller.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { UserService } from "../users/service.ts";
import { earlier, endOf } from "./lifetime.ts";
import type { MaxLife } from "./lifetime.ts";
import { findTokenByFormerHash, findTokenByHash, updateToken } from "./store.ts";
import type { StoredToken, TokenOfPerson } from "./store.ts";
import { hashToken } from "./token-text.ts";

/** `last used` is shown to the minute; writing it on each call would double the writes of telemetry. */
const touchIntervalMs = 60_000;

export interface TokenCallerParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly contexts: ActContexts;
  readonly users: UserService;
  readonly callers: CallerMemory;
  readonly maxLifeMs: MaxLife;
}

/**
 * Who is behind the text of a token.
 *
 * SAFETY: texts are looked up by their hash, so the time that it takes tells nothing about one that is nearly right.
 */
export class TokenCallers {
  readonly #parts: TokenCallerParts;

  constructor(parts: TokenCallerParts) {
    this.#parts = parts;
  }

  find(text: string): Promise<Caller | undefined> {
    const hash = hashToken(text);
    return this.#parts.callers.find(hash, () => this.#lookUp(hash));
  }

  /** The same later, for a connection that lasts; the text need not be kept for it. */
  watch(text: string): () => Promise<boolean> {
    const hash = hashToken(text);
    return async () => (await this.#parts.callers.find(hash, () => this.#lookUp(hash))) !== undefined;
  }

  /** Also of a token that has ended, and of a text that was rotated away. A run is nobody. */
  async findPerson(text: string): Promise<UserId | undefined> {
    const { query } = this.#parts.database;
    const hash = hashToken(text);
    const token = (await findTokenByHash(query, hash)) ?? (await findTokenByFormerHash(query, hash, 0));
    return token === undefined || token.scope !== "user" ? undefined : toUserId(token.user_id);
  }

  async #lookUp(hash: string): Promise<FoundCaller | undefined> {
    const { database, clock, maxLifeMs } = this.#parts;
    const now = clock.now();
    const current = await findTokenByHash(database.query, hash);
    const token = current ?? (await findTokenByFormerHash(database.query, hash, now));
    if (token === undefined || !maySpeak(token)) return undefined;
    const endsAt = endOfText(token, { isFormer: current === undefined, maxLifeMs });
    if (endsAt !== null && endsAt <= now) return undefined;
    if (now - (token.last_used_at ?? 0) > touchIntervalMs) await unlessStorageFails(this.#touch(token, now));
    const caller = toCaller(token);
    return { caller: current === undefined && caller.kind === "token" ? { ...caller, isFormer: true } : caller, endsAt };
  }

  async #touch(token: StoredToken, now: TimeMs): Promise<void> {
    const { database, contexts, users } = this.#parts;
    const address = contexts.current.client.address ?? token.last_used_address;
    await updateToken(database.query, toTokenId(token.id), { last_used_at: now, last_used_address: address });
    // A run that goes on is no sign of its person.
    if (token.scope === "user") await users.touch(database.query, toUserId(token.user_id));
  }
}

// Neither the account of its person nor the life that a site allows ends the token of a run: a run outlives us.
function maySpeak(token: TokenOfPerson): boolean {
  return token.scope === "run" || (token.isDisabled === 0 && token.userDeletedAt === null);
}

function endOfText(
  token: StoredToken,
  { isFormer, maxLifeMs }: { readonly isFormer: boolean; readonly maxLifeMs: MaxLife },
): TimeMs | null {
  const end = token.scope === "run" ? token.expires_at : endOf(token, maxLifeMs);
  return isFormer ? earlier(end, token.previous_expires_at) : end;
}

/** The narrowest kind for a word that this version does not know. */
export function toTokenAccess(word: string): TokenAccess {
  return tokenAccesses.find((access) => access === word) ?? "agent";
}

export function readBounds(ids: string | null): readonly WorkspaceId[] | null {
  return ids === null ? null : (JSON.parse(ids) as number[]).map(toWorkspaceId);
}

function toCaller(token: TokenOfPerson): Caller {
  const base = { userId: toUserId(token.user_id), tokenId: toTokenId(token.id) };
  if (token.scope === "run" && token.run_id !== null) return { kind: "run", ...base, runId: toRunId(token.run_id) };
  const access = toTokenAccess(token.access);
  return { kind: "token", ...base, isAdministrator: token.isAdministrator === 1, access, boundTo: readBounds(token.workspace_ids) };
}
