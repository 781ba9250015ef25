import { createHash, randomBytes } from "node:crypto";
import type { Database, Query } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { Caller } from "../../http/caller.ts";
import { randomText } from "../../new-id.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { AuditService } from "../audit/service.ts";
import type { SetupLinkPurpose, SetupLinkService } from "../setup-links/service.ts";
import type { UserService } from "../users/service.ts";
import { prepareEntry } from "./enter-by-link.ts";
import type { LinkAccount } from "./enter-by-link.ts";
import * as store from "./store.ts";

const dayMs = 86_400_000;
/** A session that is used goes on; one that rests this long has ended. */
const sessionRestMs = 14 * dayMs;
/** The browser keeps the cookie as long as browsers do at most: when a session ends is decided here, not there. */
const cookieLifeMs = 400 * dayMs;
const touchIntervalMs = 60 * 60_000;
const maxUserAgentLength = 255;

export interface SessionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly users: UserService;
  readonly links: SetupLinkService;
}

/** The browser that asks, as far as it can be told. */
export interface SessionClient {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

export interface OpenedSession {
  readonly userId: UserId;
  /** Value of the cookie; kept by the browser alone. */
  readonly cookie: string;
  readonly maxAgeSeconds: number;
}

/** Browser sessions, and the one-time links that begin them. */
export class SessionService {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** @throws auth.failed */
  async signIn(email: string, password: string, client: SessionClient): Promise<OpenedSession> {
    const user = await this.#parts.users.verifyPassword(email, password);
    return this.#parts.database.transaction(({ query }) => this.#insert(query, toUserId(user.id), { client, by: "password" }));
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
    const { database, links, users } = this.#parts;
    if (await users.hasUsers()) return undefined;
    const made = await database.transaction(({ query }) => links.create(query, { purpose: "first-run", userId: null, by: null }));
    return made.link;
  }

  /** A link that signs an account in, once. */
  async createSignInLink(userId: UserId): Promise<string> {
    const { database, links } = this.#parts;
    const made = await database.transaction(({ query }) => links.create(query, { purpose: "sign-in", userId, by: null }));
    return made.link;
  }

  /** @throws auth.link_used for a link that is unknown, old or taken. */
  async describeLink(link: string): Promise<{ readonly purpose: SetupLinkPurpose; readonly email: string | null }> {
    const { links, users } = this.#parts;
    const { purpose, user_id: userId } = await links.find(link);
    const user = userId === null ? undefined : await users.findUser(toUserId(userId));
    return { purpose, email: user?.email ?? null };
  }

  /**
   * Takes the link and opens a session, all or nothing. A new password ends the sessions that were opened with the old one.
   *
   * @throws auth.link_used · request.invalid · user.password_weak
   */
  async useLink(link: string, account: LinkAccount, client: SessionClient): Promise<OpenedSession> {
    const { database, links, users } = this.#parts;
    const open = await links.find(link);
    const enter = await prepareEntry(open, account, users);
    return database.transaction(async ({ query }) => {
      // The account first: two links of one person wait for each other there, and not crosswise.
      const userId = await enter(query);
      await links.take(query, open);
      if (open.purpose === "password-reset") await store.deleteSessionsOf(query, userId);
      return this.#insert(query, userId, { client, by: open.purpose });
    });
  }

  async #insert(query: Query, userId: UserId, opening: Opening): Promise<OpenedSession> {
    const cookie = randomBytes(32).toString("base64url");
    const now = this.#parts.clock.now();
    const times = { created_at: now, last_seen_at: now, expires_at: now + sessionRestMs };
    const { address, userAgent } = opening.client;
    const row = {
      hash: hashOf(cookie),
      user_id: userId,
      ...times,
      user_agent: userAgent?.slice(0, maxUserAgentLength) ?? null,
      id: randomText(22),
      remote_address: address ?? null,
    };
    await store.deleteEndedSessions(query, now);
    await store.insertSession(query, row);
    const detail = { by: opening.by };
    await this.#parts.audit.record(query, { actor: userId, action: "session.open", targetKind: "user", targetId: String(userId), detail });
    return { userId, cookie, maxAgeSeconds: cookieLifeMs / 1000 };
  }
}

interface Opening {
  readonly client: SessionClient;
  /** How the person showed who they are. */
  readonly by: "password" | SetupLinkPurpose;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
