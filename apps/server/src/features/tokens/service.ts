import { isUniqueViolation } from "@postern/database";
import type { Query } from "@postern/database";
import { AppError, toTokenId } from "@postern/domain";
import type { RunId, TimeMs, TokenAccess, TokenId, UserId, WorkspaceId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import type { AccessService } from "../access/service.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import { chooseEnd, dayMs, endOf, keepEnd, warningOf } from "./lifetime.ts";
import * as store from "./store.ts";
import type { NamedWorkspace, NewToken, StoredToken } from "./store.ts";
import { findBounds, nameBounds, refuseForeignBounds } from "./token-bounds.ts";
import { readBounds, toTokenAccess, TokenCallers } from "./token-callers.ts";
import type { TokenCallerParts } from "./token-callers.ts";
import { hashToken, renderToken } from "./token-text.ts";
import { refuseBadName, refuseWider } from "./token-rules.ts";

export interface TokenParts extends TokenCallerParts {
  readonly audit: AuditService;
  readonly access: Pick<AccessService, "listWorkspaceIds">;
  readonly live: LiveEvents;
  /** Told after a token, or a text of one, is gone for good, so that what still acts with it can be cut off. */
  readonly onRemoved: (id: TokenId) => void;
}

export interface TokenWish {
  readonly access?: TokenAccess | undefined;
  /** Null: never. Left out: as late as may be. */
  readonly expiresAt?: TimeMs | null | undefined;
  /** Null: everywhere. */
  readonly workspaceIds?: readonly WorkspaceId[] | null | undefined;
  /** Who makes it. Left out: the server or the command line. */
  readonly maker?: Caller | undefined;
}

export interface Rotation {
  /** How long the former text goes on; 0 ends it at once. */
  readonly overlapMs: number;
  /** Left out: the end stays as it is. */
  readonly expiresAt?: TimeMs | null | undefined;
  readonly maker: Caller;
}

export interface NewText {
  /** In this answer, and nowhere else ever again. */
  readonly text: string;
  readonly token: StoredToken;
}

/** A token as its person sees it. */
export interface DescribedToken {
  readonly token: StoredToken;
  readonly access: TokenAccess;
  readonly endsAt: TimeMs | null;
  readonly isExpired: boolean;
  /** Null: bound to none. Those that are gone, or not theirs any more, are not named. */
  readonly workspaces: readonly NamedWorkspace[] | null;
  readonly formerWorksUntil: TimeMs | null;
  readonly warning: string | undefined;
}

export const defaultOverlapMs = dayMs;

/** Personal access tokens, and the tokens of single runs. Only hashes are kept. */
export class TokenService {
  readonly #parts: TokenParts;
  readonly #callers: TokenCallers;

  constructor(parts: TokenParts) {
    this.#parts = parts;
    this.#callers = new TokenCallers(parts);
  }

  get maxLifeMs(): number | null {
    return this.#parts.maxLifeMs;
  }

  /** The newest first. */
  list(userId: UserId): Promise<StoredToken[]> {
    return store.listUserTokens(this.#parts.database.query, userId);
  }

  /** The same with all that there is to say of them. */
  async describeAll(userId: UserId): Promise<readonly DescribedToken[]> {
    const tokens = await this.list(userId);
    return Promise.all(tokens.map((token) => this.describe(token)));
  }

  async describe(token: StoredToken): Promise<DescribedToken> {
    const { clock, maxLifeMs } = this.#parts;
    const now = clock.now();
    const endsAt = endOf(token, maxLifeMs);
    const former = token.previous_expires_at;
    return {
      token,
      access: toTokenAccess(token.access),
      endsAt,
      isExpired: endsAt !== null && endsAt <= now,
      workspaces: await nameBounds(this.#parts, token),
      formerWorksUntil: former !== null && former > now ? former : null,
      warning: warningOf(token, { now, maxLifeMs }),
    };
  }

  /** What the people behind tokens should know about them now, by token. Those without a warning are left out. */
  async listWarnings(ids: readonly TokenId[]): Promise<ReadonlyMap<number, string>> {
    const { database, clock, maxLifeMs } = this.#parts;
    const tokens = await store.listTokens(database.query, ids);
    const warnings = tokens
      .filter(({ scope }) => scope === "user")
      .map((token) => [token.id, warningOf(token, { now: clock.now(), maxLifeMs })] as const);
    return new Map(warnings.flatMap(([id, warning]) => (warning === undefined ? [] : [[id, warning]])));
  }

  /**
   * Without a wish: a token that may do all that its user may, for as long as may be.
   *
   * @throws token.name_taken · workspace.not_found · auth.token_scope
   * @throws request.invalid for a name that is empty, too long, or holds control characters, or an end that cannot be.
   */
  async create(userId: UserId, name: string, wish: TokenWish = {}): Promise<NewText> {
    refuseBadName(name);
    const { database, clock, maxLifeMs } = this.#parts;
    const { access = "full", workspaceIds = null, maker } = wish;
    refuseWider({ access, boundTo: workspaceIds }, maker);
    const now = clock.now();
    try {
      const created = await database.transaction(async ({ query }) => {
        await refuseForeignBounds(this.#parts, { userId, workspaceIds }, query);
        const makerEnd = await this.#endOfMaker(query, maker);
        const expiresAt = chooseEnd({ wanted: wish.expiresAt, now, maxLifeMs, makerEnd });
        const made = await this.#mint(query, { userId, name, scope: "user", runId: null, access, workspaceIds, expiresAt, at: now });
        await this.#record(query, made.token, { action: "token.create", actor: userId, after: imageOf(made.token) });
        return made;
      });
      this.#tell(userId);
      return created;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new AppError("token.name_taken", `A token named ${name} already exists.`, { cause: error, fields: ["name"] });
    }
  }

  /**
   * A new text for a token whose name and id stay. The former text goes on for a while, so that whatever uses it can be changed in peace.
   *
   * @throws token.not_found also for a token of somebody else · token.rotating while a text before the former one still works
   * @throws auth.token_scope · request.invalid for an end that cannot be
   */
  async rotate(userId: UserId, id: TokenId, { overlapMs, expiresAt, maker }: Rotation): Promise<NewText> {
    const { database, clock, maxLifeMs } = this.#parts;
    const rotated = await database.transaction(async ({ query }) => {
      const token = requireOwn(await store.holdToken(query, database.engine, id), userId, id);
      refuseWider({ access: toTokenAccess(token.access), boundTo: readBounds(token.workspace_ids) }, maker);
      const now = clock.now();
      if (overlapMs > 0 && (token.previous_expires_at ?? 0) > now) throw stillRotating(token);
      // Of itself it shows a text that lives as long, and not longer: only the limit of the site counts anew.
      const makerEnd = maker.kind === "token" && maker.tokenId === id ? token.expires_at : await this.#endOfMaker(query, maker);
      const life = { now, maxLifeMs, makerEnd };
      const end = expiresAt === undefined ? keepEnd({ ...life, kept: token.expires_at }) : chooseEnd({ ...life, wanted: expiresAt });
      const text = renderToken(id);
      const former = overlapMs > 0 ? { previous_hash: token.hash, previous_expires_at: now + overlapMs } : nothingFormer;
      const change = { hash: hashToken(text), rotated_at: now, expires_at: end, ...former };
      await store.updateToken(query, id, change);
      const next = { ...token, ...change };
      const images = { before: imageOf(token), after: imageOf(next) };
      await this.#record(query, token, { action: "token.rotate", actor: userId, ...images, detail: { overlapMs } });
      return { text, token: next };
    });
    this.#tell(userId);
    if (overlapMs === 0) this.#parts.onRemoved(id);
    return rotated;
  }

  /** @throws token.not_found also for a token of somebody else. */
  async remove(userId: UserId, id: TokenId): Promise<void> {
    await this.#parts.database.transaction(async ({ query }) => {
      const token = requireOwn(await store.findToken(query, id), userId, id);
      if (!(await store.deleteToken(query, id))) throw notFound(id);
      await this.#record(query, token, { action: "token.delete", actor: userId, before: imageOf(token) });
    });
    this.#tell(userId);
    this.#parts.onRemoved(id);
  }

  /** Also the one that asks for it, if a token does. */
  async removeAll(userId: UserId): Promise<void> {
    const removed = await this.#parts.database.transaction(async ({ query }) => {
      const tokens = await store.deleteUserTokens(query, userId);
      for (const token of tokens) await this.#record(query, token, { action: "token.delete", actor: userId });
      return tokens;
    });
    this.#tell(userId);
    for (const { id } of removed) this.#parts.onRemoved(toTokenId(id));
  }

  /** See `findBounds`. */
  findBounds(userId: UserId, names: readonly string[]): Promise<readonly WorkspaceId[]> {
    return findBounds(this.#parts, userId, names);
  }

  /** The token that the head job of one run carries. It lives until the run has ended, however long the queue is. */
  async mintRunToken(query: Query, run: { readonly userId: UserId; readonly runId: RunId }): Promise<string> {
    const kind = { scope: "run", access: "full", workspaceIds: null, expiresAt: null } as const;
    const { text } = await this.#mint(query, { ...run, ...kind, name: `run ${run.runId}`, at: this.#parts.clock.now() });
    return text;
  }

  /** Run tokens stop working at `at`; may be repeated. */
  async endRunTokens(runId: RunId, at: TimeMs): Promise<void> {
    await store.expireRunTokens(this.#parts.database.query, runId, at);
    this.#parts.callers.forget();
  }

  findCaller(text: string): Promise<Caller | undefined> {
    return this.#callers.find(text);
  }

  /** Whose token it is or was, whether or not it works any more; never what it opens. For words to that person alone. */
  findPerson(text: string): Promise<UserId | undefined> {
    return this.#callers.findPerson(text);
  }

  /** Whether the text still works, for a connection that lasts. */
  watch(text: string): () => Promise<boolean> {
    return this.#callers.watch(text);
  }

  // Before anything else after a commit: what was taken away counts from now on.
  #tell(userId: UserId): void {
    this.#parts.callers.forget();
    this.#parts.live.publish({ userId }, { type: "tokens" });
  }

  async #mint(query: Query, token: NewToken): Promise<NewText> {
    const id = await store.insertToken(query, token);
    const text = renderToken(id);
    await store.updateToken(query, id, { hash: hashToken(text) });
    const stored = await store.findToken(query, id);
    if (stored === undefined) throw new AppError("token.not_found", "The new token is gone.");
    return { text, token: stored };
  }

  async #endOfMaker(query: Query, maker: Caller | undefined): Promise<TimeMs | null> {
    if (maker?.kind !== "token") return null;
    const token = await store.findToken(query, maker.tokenId);
    if (token === undefined) throw notFound(maker.tokenId);
    return endOf(token, this.#parts.maxLifeMs);
  }

  async #record(
    query: Query,
    { id, name }: Pick<StoredToken, "id" | "name">,
    entry: Pick<AuditEntry, "action" | "actor"> & Partial<AuditEntry>,
  ) {
    await this.#parts.audit.record(query, { ...entry, targetKind: "token", targetId: String(id), targetName: name });
  }
}

const nothingFormer = { previous_hash: null, previous_expires_at: null } as const;

function requireOwn(token: StoredToken | undefined, userId: UserId, id: TokenId): StoredToken {
  if (token?.user_id !== userId || token.scope !== "user") throw notFound(id);
  return token;
}

function notFound(id: TokenId): AppError {
  return new AppError("token.not_found", `Token ${String(id)} not found.`);
}

function stillRotating({ name }: StoredToken): AppError {
  return new AppError("token.rotating", `The token ${name} was rotated a while ago, and its former text still works.`, {
    fields: ["overlapHours"],
  });
}

/** What the audit trail keeps of a state. Of the text nothing, not even its hash. */
function imageOf({ name, access, workspace_ids: workspaceIds, expires_at: expiresAt, previous_expires_at: formerEndsAt }: StoredToken) {
  return { name, access, workspaceIds: readBounds(workspaceIds), expiresAt, formerEndsAt };
}
