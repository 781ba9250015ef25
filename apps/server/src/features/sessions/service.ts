import { createHash, randomBytes } from "node:crypto";
import type { Database, Query } from "@postern/database";
import { AppError, toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import { randomText } from "../../new-id.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { AuditService } from "../audit/service.ts";
import type { PreparedAccount, UserService } from "../users/service.ts";
import * as store from "./store.ts";

const dayMs = 86_400_000;
/** A session that is used goes on; one that rests this long has ended. */
const sessionRestMs = 14 * dayMs;
/** The browser keeps the cookie as long as browsers do at most: when a session ends is decided here, not there. */
const cookieLifeMs = 400 * dayMs;
const touchIntervalMs = 60 * 60_000;
const linkLifeMs = dayMs;

export interface SessionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly users: UserService;
}

export interface OpenedSession {
  readonly userId: UserId;
  /** Value of the cookie; kept by the browser alone. */
  readonly cookie: string;
  readonly maxAgeSeconds: number;
}

/** What a person fills in at a first-run link; a sign-in link needs nothing. */
export interface LinkAccount {
  readonly email?: string;
  readonly password?: string;
}

/** Browser sessions, and the one-time links that begin them. */
export class SessionService {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** @throws auth.failed */
  async signIn(email: string, password: string, userAgent: string | undefined): Promise<OpenedSession> {
    const user = await this.#parts.users.verifyPassword(email, password);
    return this.#open(toUserId(user.id), userAgent);
  }

  async signOut(sessionHash: string): Promise<void> {
    await store.deleteSession(this.#parts.database.query, sessionHash);
  }

  async findCaller(cookie: string): Promise<Caller | undefined> {
    const { database, clock, users } = this.#parts;
    const hash = hashOf(cookie);
    const session = await store.findSession(database.query, hash);
    const now = clock.now();
    if (session === undefined || session.expires_at <= now) return undefined;
    const user = await users.findUser(toUserId(session.user_id));
    if (user === undefined || user.is_disabled === 1) return undefined;
    if (now - session.last_seen_at > touchIntervalMs) {
      await unlessStorageFails(store.extendSession(database.query, hash, { seenAt: now, expiresAt: now + sessionRestMs }));
    }
    return { kind: "session", userId: toUserId(user.id), isAdministrator: user.is_administrator === 1, sessionHash: hash };
  }

  /** A link that makes the first administrator, once. Undefined when there is an account already. */
  async createFirstRunLink(): Promise<string | undefined> {
    if (await this.#parts.users.hasUsers()) return undefined;
    return this.#createLink("first-run", null);
  }

  /** A link that signs an account in, once. */
  createSignInLink(userId: UserId): Promise<string> {
    return this.#createLink("sign-in", userId);
  }

  /** @throws auth.link_used for a link that is unknown, old or taken. */
  async describeLink(link: string): Promise<{ readonly purpose: store.StoredSetupLink["purpose"]; readonly email: string | null }> {
    const stored = await this.#findOpenLink(link);
    const user = stored.user_id === null ? undefined : await this.#parts.users.findUser(toUserId(stored.user_id));
    return { purpose: stored.purpose, email: user?.email ?? null };
  }

  /** Takes the link and opens a session, all or nothing. @throws auth.link_used, and for a first run as `prepareAccount`. */
  async useLink(link: string, account: LinkAccount, userAgent: string | undefined): Promise<OpenedSession> {
    const stored = await this.#findOpenLink(link);
    const newcomer = stored.purpose === "first-run" ? await this.#prepare(account) : undefined;
    return this.#parts.database.transaction(async ({ query }) => {
      const isTaken = await store.takeSetupLink(query, stored.hash, this.#parts.clock.now());
      if (!isTaken) throw linkUsed();
      const userId = newcomer === undefined ? ownerOf(stored) : await this.#parts.users.insertFirstAdministrator(query, newcomer);
      return this.#insert(query, userId, userAgent);
    });
  }

  #prepare({ email, password }: LinkAccount): Promise<PreparedAccount> {
    if (email === undefined || password === undefined) {
      throw new AppError("request.invalid", "The first account needs an e-mail address and a password.", { fields: ["email", "password"] });
    }
    return this.#parts.users.prepareAccount({ email, password });
  }

  async #findOpenLink(link: string): Promise<store.StoredSetupLink> {
    const stored = await store.findSetupLink(this.#parts.database.query, hashOf(link));
    if (stored === undefined || stored.used_at !== null || stored.expires_at <= this.#parts.clock.now()) throw linkUsed();
    return stored;
  }

  async #createLink(purpose: "first-run" | "sign-in", userId: UserId | null): Promise<string> {
    const link = randomBytes(24).toString("base64url");
    const now = this.#parts.clock.now();
    const row = {
      hash: hashOf(link),
      purpose,
      user_id: userId,
      created_at: now,
      expires_at: now + linkLifeMs,
      used_at: null,
      created_by: null,
    };
    await this.#parts.database.transaction(async ({ query }) => {
      await store.deleteEndedLinks(query, now);
      if (purpose === "first-run") await store.deleteFirstRunLinks(query);
      await store.insertSetupLink(query, row);
    });
    return link;
  }

  #open(userId: UserId, userAgent: string | undefined): Promise<OpenedSession> {
    return this.#parts.database.transaction(({ query }) => this.#insert(query, userId, userAgent));
  }

  async #insert(query: Query, userId: UserId, userAgent: string | undefined): Promise<OpenedSession> {
    const cookie = randomBytes(32).toString("base64url");
    const now = this.#parts.clock.now();
    const times = { created_at: now, last_seen_at: now, expires_at: now + sessionRestMs };
    const row = {
      hash: hashOf(cookie),
      user_id: userId,
      ...times,
      user_agent: userAgent?.slice(0, 255) ?? null,
      id: randomText(22),
      remote_address: null,
    };
    await store.deleteEndedSessions(query, now);
    await store.insertSession(query, row);
    await this.#parts.audit.record(query, { actor: userId, action: "session.open", targetKind: "user", targetId: String(userId) });
    return { userId, cookie, maxAgeSeconds: cookieLifeMs / 1000 };
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function ownerOf(link: store.StoredSetupLink): UserId {
  if (link.user_id === null) throw linkUsed();
  return toUserId(link.user_id);
}

function linkUsed(): AppError {
  return new AppError("auth.link_used", "This link was used already, or is too old.");
}
