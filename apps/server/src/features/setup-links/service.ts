import { createHash, randomBytes } from "node:crypto";
import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, TimeMs, UserId } from "@postern/domain";
import * as store from "./store.ts";
import type { StoredSetupLink } from "./store.ts";

export type OpenSetupLink = StoredSetupLink;
export type SetupLinkPurpose = StoredSetupLink["purpose"];

const dayMs = 86_400_000;
/** An invitation waits for somebody who may be away; the others are made for somebody who sits there. */
const lifeMs: Readonly<Record<SetupLinkPurpose, number>> = {
  "first-run": dayMs,
  "sign-in": dayMs,
  invitation: 7 * dayMs,
  "password-reset": dayMs,
};

/** Shown once, to whoever made it. */
export interface OneTimeLink {
  /** What stands in the address of the page after `/setup/`. */
  readonly link: string;
  readonly expiresAt: TimeMs;
}

export interface NewSetupLink {
  readonly purpose: SetupLinkPurpose;
  /** Null for the first run: there is nobody yet. */
  readonly userId: UserId | null;
  /** The person who asked for it; null for the server and the command line. */
  readonly by: UserId | null;
}

/**
 * Links that let somebody in once. They are kept as a hash, and an unknown, an old and a used one look the same:
 * only whoever has a good link can tell it from a wrong one.
 */
export class SetupLinkService {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
  }

  /** A new link, in the transaction of the caller, who records it. Links for the same that are still open stop working. */
  async create(query: Query, { purpose, userId, by }: NewSetupLink): Promise<OneTimeLink> {
    const link = randomBytes(24).toString("base64url");
    const now = this.#clock.now();
    const expiresAt = now + lifeMs[purpose];
    await store.deleteEndedLinks(query, now);
    await this.#stopOlder(query, userId);
    const times = { created_at: now, expires_at: expiresAt, used_at: null };
    await store.insertSetupLink(query, { hash: hashOf(link), purpose, user_id: userId, created_by: by, ...times });
    return { link, expiresAt };
  }

  /** @throws auth.link_used for a link that is unknown, old or taken. */
  async find(link: string): Promise<OpenSetupLink> {
    const stored = await store.findSetupLink(this.#database.query, hashOf(link));
    if (stored === undefined || stored.used_at !== null || stored.expires_at <= this.#clock.now()) throw linkUsed();
    return stored;
  }

  /** Takes the link for good, and with it all others of the same person. @throws auth.link_used when somebody was faster. */
  async take(query: Query, { hash, user_id: userId }: OpenSetupLink): Promise<void> {
    if (!(await store.takeSetupLink(query, hash, this.#clock.now()))) throw linkUsed();
    if (userId !== null) await store.deleteOpenLinksOf(query, userId as UserId);
  }

  /** For an account that ends, or whose password was set otherwise. */
  async stopLinksOf(query: Query, userId: UserId): Promise<void> {
    await store.deleteOpenLinksOf(query, userId);
  }

  async #stopOlder(query: Query, userId: UserId | null): Promise<void> {
    if (userId === null) return store.deleteFirstRunLinks(query);
    await store.lockPerson(query, this.#database.engine, userId);
    await store.deleteOpenLinksOf(query, userId);
  }
}

export function linkUsed(): AppError {
  return new AppError("auth.link_used", "This link was used already, or is too old.");
}

function hashOf(link: string): string {
  return createHash("sha256").update(link).digest("hex");
}
