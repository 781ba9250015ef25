import type { Database, Query } from "@postern/database";
import { isAppError, toCredentialId } from "@postern/domain";
import type { Clock, CredentialId, TimeMs, UserId } from "@postern/domain";
import { homeOfRow } from "../../../home.ts";
import type { Actor } from "../../../http/caller.ts";
import type { LiveEvents } from "../../../live/live-events.ts";
import type { AuditService } from "../../audit/service.ts";
import { announceCredentials } from "../announce-credentials.ts";
import { credentialNotFound } from "../credential-errors.ts";
import { toAgentConnection } from "../credential-views.ts";
import { isChecked } from "./first-check.ts";
import { columnsAfter } from "./columns-after.ts";
import type { AgentProbe } from "./probes/agent-probe.ts";
import type { CredentialProbe, ProbedCredential, ProbeOutcome } from "./probes/probe.ts";
import { findCredential, holdCredential } from "../store.ts";
import type { StoredCredential } from "../store.ts";
import * as store from "./check-store.ts";

/** What a check found, and what is known after it. */
export interface CheckResult {
  readonly status: StoredCredential["status"];
  readonly outcome: ProbeOutcome;
}

export interface CheckParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  /** Asserts that a credential is there for whoever asks. */
  readonly credentials: { get(actor: Actor, id: CredentialId): Promise<unknown> };
  readonly open: OpenForCheck;
  readonly providers: CredentialProbe;
  readonly agents: Pick<AgentProbe, "probe">;
  readonly random: () => number;
}

/** Opens what is sealed for a check, with its entry in the trail, and hands it out as long as `act` lasts. */
export type OpenForCheck = <Result>(
  use: { readonly actor: UserId | null; readonly credentialId: CredentialId; readonly purpose: "check" },
  act: (credential: ProbedCredential, revision: number) => Promise<Result>,
) => Promise<Result>;

const probeLimitMs = 10_000;
/** How long a conclusive answer is good enough for somebody who does not insist. */
const freshMs = 30_000;
const mostRounds = 3;

/** Asks providers whether the credentials that are kept here are good, and remembers what they say. */
export class CredentialCheckService implements AsyncDisposable {
  readonly #parts: CheckParts;
  readonly #running = new Map<string, Promise<CheckResult>>();
  readonly #closing = new AbortController();

  constructor(parts: CheckParts) {
    this.#parts = parts;
  }

  /**
   * Checks a credential for somebody. Without `force`, an answer of a moment ago is given again.
   *
   * @throws credential.not_found also for a credential of another place.
   */
  async validate(actor: Actor, id: CredentialId, force: boolean): Promise<CheckResult> {
    await this.#parts.credentials.get(actor, id);
    const row = await findCredential(this.#parts.database.query, id);
    if (row === undefined) throw credentialNotFound(id);
    return (force ? undefined : freshResult(row, this.#parts.clock.now())) ?? this.check(id, actor.userId);
  }

  /**
   * One check; a second one for the same person and credential at the same time is the same.
   * A result is stored only for the keys that were asked about: after an edit meanwhile, the new ones are asked about.
   *
   * @throws credential.not_found when it is gone. @throws storage.unavailable and the like.
   */
  check(id: CredentialId, asker: UserId | null): Promise<CheckResult> {
    const key = `${id} ${String(asker)}`;
    const running = this.#running.get(key) ?? this.#checkInRounds(id, asker).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  /** Those whose time has come. */
  listDue(limit: number): Promise<readonly StoredCredential[]> {
    return store.listDue(this.#parts.database.query, this.#parts.clock.now(), limit);
  }

  /** For those of a host that does not answer: asking on would teach nothing. */
  async putOff(rows: readonly StoredCredential[], byMs: number): Promise<void> {
    await store.putOff(this.#parts.database.query, rows, this.#parts.clock.now() + byMs);
  }

  /** An agent came or went. One that went may be back in a moment. */
  async noteAgents(connectionIds: readonly string[], delayMs: number): Promise<void> {
    if (connectionIds.length === 0) return;
    await store.makeConnectionsDue(this.#parts.database.query, connectionIds, this.#parts.clock.now() + delayMs);
  }

  /** Ends the questions that are under way, and waits for what they leave. Before whoever asks regularly is waited for. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#running.values());
  }

  async #checkInRounds(id: CredentialId, asker: UserId | null): Promise<CheckResult> {
    for (let round = 1; round < mostRounds; round++) {
      const result = await this.#checkOnce(id, asker);
      if (result !== "outdated") return result;
    }
    const last = await this.#checkOnce(id, asker);
    if (last !== "outdated") return last;
    return { status: null, outcome: { kind: "inconclusive", message: "The credential was changed while it was being checked." } };
  }

  async #checkOnce(id: CredentialId, asker: UserId | null): Promise<CheckResult | "outdated"> {
    const row = await findCredential(this.#parts.database.query, id);
    if (row === undefined) throw credentialNotFound(id);
    const connection = toAgentConnection(row);
    if (connection !== undefined) {
      return this.#store(row, { revision: row.revision, asker, outcome: await this.#parts.agents.probe(connection, asker) });
    }
    if (!isChecked(row.provider)) {
      const outcome = { kind: "unchecked", message: "Credentials of this provider are kept here, but not checked." } as const;
      return this.#store(row, { revision: row.revision, asker, outcome });
    }
    return this.#store(row, { asker, ...(await this.#ask(row, asker)) });
  }

  async #ask(row: StoredCredential, asker: UserId | null): Promise<{ readonly revision: number; readonly outcome: ProbeOutcome }> {
    const use = { actor: asker, credentialId: toCredentialId(row.id), purpose: "check" } as const;
    try {
      return await this.#parts.open(use, async (credential, revision) => ({ revision, outcome: await this.#probe(credential) }));
    } catch (error) {
      const outcome = outcomeOfFailure(error);
      if (outcome === undefined) throw error;
      return { revision: row.revision, outcome };
    }
  }

  async #probe(credential: ProbedCredential): Promise<ProbeOutcome> {
    const answered = new AbortController();
    const late = new AbortController();
    const alarm = this.#parts.clock.sleep(probeLimitMs, answered.signal).then(() => late.abort());
    try {
      return await this.#parts.providers.probe(credential, AbortSignal.any([late.signal, this.#closing.signal]));
    } finally {
      answered.abort();
      await alarm;
    }
  }

  async #store(row: StoredCredential, { revision, asker, outcome }: Found): Promise<CheckResult | "outdated"> {
    // A server that closes has asked to no end: whatever came of it is asked again.
    if (this.#closing.signal.aborted) return { status: row.status, outcome: { kind: "inconclusive", message: "The server is closing." } };
    const { database, clock, random } = this.#parts;
    const stored = await database.transaction(async ({ query }) => {
      const held = await holdCredential(query, database.engine, toCredentialId(row.id));
      if (held === undefined) throw credentialNotFound(toCredentialId(row.id));
      if (held.revision !== revision) return undefined;
      const columns = columnsAfter(held, outcome, { now: clock.now(), random });
      await store.saveCheck(query, toCredentialId(held.id), columns);
      if (columns.status !== held.status) await this.#record(query, { held, asker, status: columns.status });
      return { held, columns };
    });
    if (stored === undefined) return "outdated";
    const { held, columns } = stored;
    if (columns.status !== held.status || columns.status_message !== held.status_message)
      announceCredentials(this.#parts.live, homeOfRow(held));
    return { status: columns.status, outcome };
  }

  async #record(
    query: Query,
    { held, asker, status }: { held: StoredCredential; asker: UserId | null; status: StoredCredential["status"] },
  ): Promise<void> {
    await this.#parts.audit.record(query, {
      ...{ actor: asker, action: "credential.check", targetKind: "credential", targetId: held.id, targetName: held.name },
      ...{ workspaceId: held.workspace_id, before: { status: held.status }, after: { status } },
      detail: { name: held.name, provider: held.provider },
    });
  }
}

interface Found {
  readonly revision: number;
  readonly asker: UserId | null;
  readonly outcome: ProbeOutcome;
}

function freshResult({ status, status_message, validated_at }: StoredCredential, now: TimeMs): CheckResult | undefined {
  if (status === null || validated_at === null || validated_at < now - freshMs) return undefined;
  return { status, outcome: status === "AVAILABLE" ? { kind: "valid" } : { kind: "invalid", message: status_message ?? "" } };
}

/** What it means for a credential that it could not be opened; `undefined` for what is no fault of the vault. */
function outcomeOfFailure(error: unknown): ProbeOutcome | undefined {
  if (isAppError(error, "credential.damaged")) return { kind: "invalid", message: error.message };
  if (isAppError(error, "vault.sealed") || isAppError(error, "vault.key_term_unknown"))
    return { kind: "inconclusive", message: error.message };
  return undefined;
}
