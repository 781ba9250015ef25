import type { Database, Query } from "@postern/database";
import type { Clock, UserId } from "@postern/domain";
import type { Vault } from "@postern/vault";
import type { ActContexts } from "../../act-context.ts";
import { cleanText } from "../../clean-text.ts";
import { appendEntries, lockGenuineState } from "./chain/append-entries.ts";
import type { ChainParts } from "./chain/chain-parts.ts";
import { hasBegun, readState } from "./chain/chain-state.ts";
import { KnownHead } from "./chain/known-head.ts";
import type { NewEntry } from "./chain/place-entries.ts";
import { trailHasher } from "./chain/trail-hasher.ts";
import type { TrailHasher } from "./chain/trail-hasher.ts";
import type { EntryPlace } from "./trail-news.ts";
import { cutUrlSecrets } from "./images/cut-url-secrets.ts";
import { toImage } from "./images/to-image.ts";
import * as store from "./store.ts";

export { judgeChain } from "./chain/judge-chain.ts";

const maxFactLength = 1000;

export interface AuditEntry {
  /** Null for what the server does by itself. */
  readonly actor: UserId | null;
  /** The user name of the actor, for whoever has read it in the same transaction. It is looked up when it is not given. */
  readonly actorName?: string | null;
  /** `thing.verb`, such as `credential.create` or `secret.open`. */
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  /** How people called the target when this happened. */
  readonly targetName?: string;
  /** Where it happened; null and absent are the same: in neither. The organization of a workspace is looked up when it is not given. */
  readonly organizationId?: number | null;
  readonly workspaceId?: number | null;
  /** The members of the target that matter, before and after. Secret ones may be there: they are stored as keyed hashes. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** Facts of the act. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly contexts: ActContexts;
  /** The keys of the chain. Asked when something is recorded, so that a command that records nothing needs no key file. */
  readonly openVault: () => Promise<Pick<Vault, "activeTerm" | "keyedHash">>;
  /** Told where entries belong that are about to be committed. */
  readonly onAppended?: (places: readonly EntryPlace[]) => void;
}

/** Writes who did what. Always inside the transaction of the act itself: no act without its entry, no entry without its act. */
export class AuditService {
  readonly #parts: AuditParts;
  readonly #head = new KnownHead();
  /** What open transactions have recorded so far. */
  readonly #pending = new WeakMap<Query, Pending>();

  constructor(parts: AuditParts) {
    this.#parts = parts;
  }

  /**
   * Has the entry written when the transaction of the query ends, after everything else in it. When that fails, the act is undone.
   *
   * @throws audit.broken at the end of the transaction. @throws server.internal outside of one.
   */
  async record(query: Query, entry: AuditEntry): Promise<void> {
    const pending = this.#pending.get(query) ?? this.#open(query);
    pending.entries.push(await this.#toRow(query, entry, pending));
  }

  /** An entry for what happened although its transaction was undone, or that had none. */
  async recordAlone(entry: AuditEntry): Promise<void> {
    await this.#parts.database.transaction(({ query }) => this.record(query, entry));
  }

  /** The same trail, written with keys that the server does not work with yet. They stay the caller's. */
  withKeys(vault: Pick<Vault, "activeTerm" | "keyedHash">): AuditService {
    return new AuditService({ ...this.#parts, openVault: () => Promise.resolve(vault) });
  }

  /** Begins the chain, unless it has begun. May be repeated. @throws audit.broken */
  async begin(): Promise<void> {
    const state = await readState(this.#parts.database.query);
    if (state !== undefined && hasBegun(state)) return;
    const parts = await this.#chainParts();
    await this.#parts.database.transaction(({ query }) => lockGenuineState(query, parts));
  }

  #open(query: Query): Pending {
    const pending: Pending = { entries: [], userNames: new Map(), organizations: new Map() };
    this.#parts.database.beforeCommit(query, async () => {
      // What is recorded from here on begins another list, and so another step.
      this.#pending.delete(query);
      await appendEntries(query, pending.entries, { ...(await this.#chainParts()), head: this.#head });
      this.#parts.onAppended?.(pending.entries);
    });
    this.#pending.set(query, pending);
    return pending;
  }

  async #chainParts(): Promise<ChainParts> {
    const { database, clock, openVault } = this.#parts;
    return { engine: database.engine, hasher: trailHasher(await openVault()), now: clock.now() };
  }

  async #toRow(query: Query, entry: AuditEntry, pending: Pending): Promise<NewEntry> {
    const { client, correlationId } = this.#parts.contexts.current;
    const { address, userAgent, tokenId } = client;
    const at = this.#parts.clock.now();
    const hasher = trailHasher(await this.#parts.openVault());
    return {
      at,
      actor_user_id: entry.actor,
      actor_name: await nameOfActor(query, entry, pending),
      action: entry.action,
      target_kind: entry.targetKind,
      target_id: cleanText(entry.targetId),
      target_name: entry.targetName === undefined ? null : cleanFact(entry.targetName),
      organization_id: await organizationOf(query, entry, pending),
      workspace_id: entry.workspaceId ?? null,
      client: client.kind,
      remote_address: address,
      user_agent: userAgent === null ? null : cleanText(userAgent),
      token_id: tokenId,
      correlation_id: correlationId,
      before_image: imageOf(entry, entry.before, hasher),
      after_image: imageOf(entry, entry.after, hasher),
      detail: renderDetail(entry.detail ?? {}),
    };
  }
}

/** What a transaction has recorded, and what it has looked up for that: one that records a lot looks up the same people again and again. */
interface Pending {
  readonly entries: NewEntry[];
  readonly userNames: Map<UserId, string | null>;
  readonly organizations: Map<number, number | null>;
}

// As it is called today: the trail stays readable when the person is gone or has another name.
async function nameOfActor(query: Query, { actor, actorName }: AuditEntry, { userNames }: Pending): Promise<string | null> {
  if (actor === null) return null;
  return actorName ?? once(userNames, actor, (id) => store.findUserName(query, id));
}

async function organizationOf(query: Query, entry: AuditEntry, { organizations }: Pending): Promise<number | null> {
  const { organizationId, workspaceId } = entry;
  if (organizationId !== undefined && organizationId !== null) return organizationId;
  return typeof workspaceId === "number" ? once(organizations, workspaceId, (id) => store.findOrganizationOf(query, id)) : null;
}

async function once<Key, Value>(known: Map<Key, Value>, key: Key, find: (key: Key) => Promise<Value>): Promise<Value> {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = await find(key);
  known.set(key, value);
  return value;
}

// Names and addresses come from outside, and an address may carry a password.
function renderDetail(detail: NonNullable<AuditEntry["detail"]>): string {
  const facts = Object.entries(detail).map(([name, fact]) => [name, typeof fact === "string" ? cleanFact(fact) : fact] as const);
  return JSON.stringify(Object.fromEntries(facts));
}

function cleanFact(text: string): string {
  return cutUrlSecrets(cleanText(text).slice(0, maxFactLength).toWellFormed());
}

function imageOf({ targetKind, targetId }: AuditEntry, members: AuditEntry["before"], hasher: TrailHasher): string | null {
  if (members === undefined) return null;
  return toImage(members, (path, value) => hasher.hash("image", [targetKind, targetId, path, value], hasher.activeTerm));
}
