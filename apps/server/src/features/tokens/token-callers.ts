import type { Database } from "@postern/database";
import { toRunId, tokenAccesses, toTokenId, toUserId, toWorkspaceId } from "@postern/domain";
import type { Clock, TimeMs, TokenAccess, WorkspaceId } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import type { Caller } from "../../http/caller.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { UserService } from "../users/service.ts";
import { endOf } from "./lifetime.ts";
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
  readonly maxLifeMs: MaxLife;
}

/**
 * Who is behind the text of a token. Asked of the storage each time: what was revoked, disabled or has ended, on this server or beside it,
 * is refused from that moment on.
 *
 * SAFETY: texts are looked up by their hash, so the time that it takes tells nothing about one that is nearly right.
 */
export class TokenCallers {
  readonly #parts: TokenCallerParts;

  constructor(parts: TokenCallerParts) {
    this.#parts = parts;
  }

  find(text: string): Promise<Caller | undefined> {
    return this.#findByHash(hashToken(text));
  }

  /** The same later, for a connection that lasts; the text need not be kept for it. */
  watch(text: string): () => Promise<boolean> {
    const hash = hashToken(text);
    return async () => (await this.#findByHash(hash)) !== undefined;
  }

  async #findByHash(hash: string): Promise<Caller | undefined> {
    const { database, clock, maxLifeMs } = this.#parts;
    const now = clock.now();
    const current = await findTokenByHash(database.query, hash);
    const token = current ?? (await findTokenByFormerHash(database.query, hash, now));
    if (token === undefined || !isGood(token, { now, maxLifeMs })) return undefined;
    if (now - (token.last_used_at ?? 0) > touchIntervalMs) await unlessStorageFails(this.#touch(token, now));
    const caller = toCaller(token);
    return current === undefined && caller.kind === "token" ? { ...caller, isFormer: true } : caller;
  }

  async #touch(token: StoredToken, now: TimeMs): Promise<void> {
    const { database, contexts, users } = this.#parts;
    const address = contexts.current.client.address ?? token.last_used_address;
    await updateToken(database.query, toTokenId(token.id), { last_used_at: now, last_used_address: address });
    // A run that goes on is no sign of its person.
    if (token.scope === "user") await users.touch(database.query, toUserId(token.user_id));
  }
}

// Neither the life that a site allows nor the account of its person ends the token of a run: a run outlives us.
function isGood(token: TokenOfPerson, { now, maxLifeMs }: { readonly now: TimeMs; readonly maxLifeMs: MaxLife }): boolean {
  const isOfRun = token.scope === "run";
  const end = isOfRun ? token.expires_at : endOf(token, maxLifeMs);
  if (end !== null && end <= now) return false;
  return isOfRun || (token.isDisabled === 0 && token.userDeletedAt === null);
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
