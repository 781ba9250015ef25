import { createHash, randomBytes } from "node:crypto";
import type { Database, Query } from "@postern/database";
import { AppError, isAppError, toUserId } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import { cleanText } from "../../clean-text.ts";
import type { CallerMemory, FoundCaller } from "../../http/caller-memory.ts";
import type { Caller, SessionCaller } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { randomText } from "../../new-id.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { AuditEntry, AuditService } from "../audit/service.ts";
import type { Identity, PasswordProof } from "../identity/identity.ts";
import type { SetupLinkPurpose, SetupLinkService } from "../setup-links/service.ts";
import type { UserService } from "../users/service.ts";
import { prepareEntry } from "./enter-by-link.ts";
import type { LinkAccount } from "./enter-by-link.ts";
import { deviceLifeMs, findKnownDevice, forgetDevices, rememberDevice } from "./known-devices.ts";
import { describeRefusal } from "./refused-sign-in.ts";
import type { SignInLimits } from "./sign-in-limits.ts";
import * as store from "./store.ts";
import type { StoredSession } from "./store.ts";

const dayMs = 86_400_000;
/** A session that is used goes on; one that rests this long has ended. */
const sessionRestMs = 14 * dayMs;
/** The browser keeps the cookie as long as browsers do at most: when a session ends is decided here, not there. */
const cookieLifeMs = 400 * dayMs;
const touchIntervalMs = 5 * 60_000;
const maxUserAgentLength = 255;

export interface SessionParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  readonly live: LiveEvents;
  readonly users: UserService;
  readonly links: SetupLinkService;
  readonly identity: Identity;
  readonly limits: SignInLimits;
  readonly callers: CallerMemory;
  /** Told after sessions of somebody have ended, so that what they still keep open can be cut off. */
  readonly onEnded: (userId: UserId) => void;
  /** Told after somebody has come in by an invitation, for those who wait for them. */
  readonly onJoined: () => Promise<void>;
}

export interface OpenedSession {
  readonly userId: UserId;
  /** Value of the cookie; kept by the browser alone. */
  readonly cookie: string;
  readonly maxAgeSeconds: number;
  /** Value of the cookie by which this browser is known for the account from now on. */
  readonly device: string;
  readonly deviceMaxAgeSeconds: number;
}

/** Browser sessions: how they begin, who is behind one, and how they end. */
export class SessionService {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * `device`: the cookie of an earlier session in this browser, if it sent one.
   *
   * @throws auth.failed · request.limited · server.busy
   */
  async signIn(proof: PasswordProof, device?: string): Promise<OpenedSession> {
    try {
      return await this.#tryToSignIn(proof, device);
    } catch (error) {
      const { audit, users } = this.#parts;
      if (isAppError(error, "auth.failed")) await audit.recordAlone(await describeRefusal(proof.email, users));
      throw error;
    }
  }

  async #tryToSignIn(proof: PasswordProof, device: string | undefined): Promise<OpenedSession> {
    const { database, contexts, identity, limits } = this.#parts;
    const knownDevice = await findKnownDevice(database.query, device, proof.email);
    const address = contexts.current.client.address ?? "";
    const attempt = limits.begin({ email: proof.email, address, knownDevice });
    const verified = await attempt.judge(() => identity.verify(proof));
    const session = await database.transaction(async ({ query }) => {
      await verified.confirm(query);
      attempt.succeed();
      return this.#insert(query, verified.userId, { by: proof.kind, device });
    });
    this.#tell(session.userId);
    return session;
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
    const { audit, database, links } = this.#parts;
    const made = await database.transaction(async ({ query }) => {
      const link = await links.create(query, { purpose: "sign-in", userId, by: null });
      await audit.record(query, { actor: null, action: "user.create_sign_in_link", targetKind: "user", targetId: String(userId) });
      return link;
    });
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
   * Takes the link and opens a session, all or nothing. A new password ends what was opened with the old one.
   *
   * @throws auth.link_used · request.invalid · user.password_weak
   */
  async useLink(link: string, account: LinkAccount, device?: string): Promise<OpenedSession> {
    const { database, links, users } = this.#parts;
    const open = await links.find(link);
    const enter = await prepareEntry(open, account, users);
    const session = await database.transaction(async ({ query }) => {
      // The account first: two links of one person wait for each other there, and not crosswise.
      const userId = await enter(query);
      await links.take(query, open);
      if (open.purpose === "password-reset") await this.endAllOf(query, userId);
      return this.#insert(query, userId, { by: open.purpose, device });
    });
    if (open.purpose === "password-reset") this.announceEnd(session.userId);
    else this.#tell(session.userId);
    if (open.purpose === "invitation") await this.#parts.onJoined();
    return session;
  }

  findCaller(cookie: string): Promise<Caller | undefined> {
    const hash = hashOf(cookie);
    return this.#parts.callers.find(hash, () => this.#lookUp(hash));
  }

  /** The sessions of one's own, the last used first. */
  async list({ userId, sessionHash }: SessionCaller): Promise<readonly (StoredSession & { readonly isCurrent: boolean })[]> {
    const { database, clock } = this.#parts;
    const sessions = await store.listSessionsOf(database.query, userId, clock.now());
    return sessions.map((session) => ({ ...session, isCurrent: session.hash === sessionHash }));
  }

  async signOut({ userId, sessionHash }: SessionCaller): Promise<void> {
    await this.#end(userId, async (query) => ((await store.deleteSession(query, sessionHash)) ? 1 : 0));
  }

  /** Another one, or this one. @throws session.not_found also for a session of somebody else. */
  async end({ userId }: SessionCaller, id: string): Promise<void> {
    await this.#end(userId, async (query) => {
      if (await store.deleteSessionOf(query, userId, id)) return 1;
      throw new AppError("session.not_found", "There is no such session.");
    });
  }

  /** All but the one that asks. */
  async endOthers({ userId, sessionHash }: SessionCaller): Promise<void> {
    await this.#end(userId, (query) => store.deleteSessionsOf(query, userId, sessionHash));
  }

  /**
   * For a new password, and for an account that may not sign in any more, in that transaction: the sessions end, and no browser is
   * known any longer. The caller records why, and says `announceEnd` after the commit.
   */
  async endAllOf(query: Query, userId: UserId, { except }: { readonly except?: string } = {}): Promise<void> {
    await store.deleteSessionsOf(query, userId, except);
    await forgetDevices(query, userId);
  }

  announceEnd(userId: UserId): void {
    this.#parts.callers.forget();
    this.#parts.onEnded(userId);
    this.#tell(userId);
  }

  #tell(userId: UserId): void {
    this.#parts.live.publish({ userId }, { type: "profile" });
  }

  async #lookUp(hash: string): Promise<FoundCaller | undefined> {
    const { database, clock, users } = this.#parts;
    const session = await store.findSession(database.query, hash);
    const now = clock.now();
    if (session === undefined || session.expires_at <= now) return undefined;
    const user = await users.findActive(database.query, toUserId(session.user_id));
    if (user === undefined) return undefined;
    if (now - session.last_seen_at > touchIntervalMs) await unlessStorageFails(this.#touch(session));
    const caller = { kind: "session", userId: toUserId(user.id), isAdministrator: user.is_administrator === 1, sessionHash: hash } as const;
    return { caller, endsAt: null };
  }

  async #end(userId: UserId, remove: (query: Query) => Promise<number>): Promise<void> {
    await this.#parts.database.transaction(async ({ query }) => {
      const count = await remove(query);
      if (count > 0) await this.#parts.audit.record(query, entryOf("session.close", userId, { count }));
    });
    this.announceEnd(userId);
  }

  async #insert(query: Query, userId: UserId, opening: Opening): Promise<OpenedSession> {
    const { audit, clock } = this.#parts;
    const cookie = randomBytes(32).toString("base64url");
    const now = clock.now();
    const times = { created_at: now, last_seen_at: now, expires_at: now + sessionRestMs };
    await store.deleteEndedSessions(query, now);
    await store.insertSession(query, { hash: hashOf(cookie), user_id: userId, ...times, id: randomText(22), ...this.#client() });
    const device = await rememberDevice(query, opening.device, { userId, at: now });
    await this.#parts.users.touch(query, userId);
    await audit.record(query, entryOf("session.open", userId, { by: opening.by }));
    return { userId, cookie, maxAgeSeconds: cookieLifeMs / 1000, device, deviceMaxAgeSeconds: deviceLifeMs / 1000 };
  }

  async #touch(session: StoredSession): Promise<void> {
    const { database, clock, users } = this.#parts;
    const now = clock.now();
    const touch = { last_seen_at: now, expires_at: now + sessionRestMs, ...this.#client() };
    await store.touchSession(database.query, session.hash, touch);
    await users.touch(database.query, toUserId(session.user_id));
  }

  #client(): Pick<StoredSession, "remote_address" | "user_agent"> {
    const { address, userAgent } = this.#parts.contexts.current.client;
    return { remote_address: address, user_agent: userAgent === null ? null : cleanText(userAgent).slice(0, maxUserAgentLength) };
  }
}

interface Opening {
  /** How the person showed who they are. */
  readonly by: PasswordProof["kind"] | SetupLinkPurpose;
  readonly device: string | undefined;
}

function entryOf(action: string, userId: UserId, detail: NonNullable<AuditEntry["detail"]>): AuditEntry {
  return { actor: userId, action, targetKind: "user", targetId: String(userId), detail };
}

function hashOf(cookie: string): string {
  return createHash("sha256").update(cookie).digest("hex");
}
