import { AsyncLocalStorage } from "node:async_hooks";
import type { Database, Query } from "@postern/database";
import { isAppError } from "@postern/domain";
import type { Clock, CredentialId, UserId } from "@postern/domain";
import type { Secret, Vault } from "@postern/vault";
import { homeOfRow } from "../../home.ts";
import type { AuditService } from "../audit/service.ts";
import { credentialNotFound, damaged } from "./credential-errors.ts";
import { holdForOpening } from "./hold-for-opening.ts";
import type { HeldCredential, HeldForOpening } from "./hold-for-opening.ts";
import { toProvider } from "./providers.ts";
import { sealContextOf } from "./seal-context.ts";
import { OpenedKeys } from "./sealed-keys.ts";
import * as store from "./store.ts";

export interface SecretParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly vault: Pick<Vault, "open">;
}

/** Who needs a secret, and what for. Whether they may is decided before. */
export interface SecretUse {
  /** Null for what the server does by itself. */
  readonly actor: UserId | null;
  readonly credentialId: CredentialId;
  /** One word, such as `launch`. */
  readonly purpose: string;
  /** The run that it is opened for. */
  readonly runId?: string;
  /** The compute environment that it is opened for. */
  readonly environmentId?: string;
  /** The host that it is shown to, where there is no environment yet that says so. */
  readonly host?: string;
}

/** Bounds how long the head of the trail is held for one transaction. */
const maxTogether = 64;
/** `lastUsed` is for people: it need not be written at every use. */
const usedAgainMs = 60_000;

/**
 * The one way to what is sealed in a credential.
 *
 * INVARIANT: nothing is opened before the entry `secret.open` has been committed. When that fails, nothing is opened: so there is no use of
 * a secret that the trail does not know. An entry without a use can be, when the vault does not open.
 *
 * What is asked for while a commit is on its way is recorded together in the next one: the trail has one head, so that commits come one
 * after the other, and each waits for the disk.
 */
export class SecretOpener {
  readonly #parts: SecretParts;
  #waiting: Waiting[] = [];
  #isRecording = false;

  constructor(parts: SecretParts) {
    this.#parts = parts;
  }

  /**
   * All members of a credential, for `act` and not for longer: they are wiped when it ends, however it does.
   *
   * @throws as `open`, and whatever `act` throws.
   */
  async withKeys<Result>(use: SecretUse, act: (keys: OpenedKeys, row: HeldCredential) => Result | Promise<Result>): Promise<Result> {
    const { row, content } = await this.#openAs(use, ({ provider }, whole) => {
      using secret = whole;
      return OpenedKeys.parse(toProvider(provider), secret);
    });
    using keys = content;
    return await act(keys, row);
  }

  /**
   * The sealed bytes as they are. The caller destroys the secret after the call that it is for.
   *
   * @throws credential.not_found for one that is gone. @throws audit.broken · storage.unavailable when it cannot be recorded.
   * @throws credential.damaged with its name. @throws vault.sealed · vault.key_term_unknown
   */
  async open(use: SecretUse): Promise<Secret> {
    return (await this.#openAs(use, (_row, whole) => whole)).content;
  }

  async #openAs<Content>(use: SecretUse, read: (row: HeldCredential, whole: Secret) => Content): Promise<Opened<Content>> {
    const { row, bytes } = await this.#record(use);
    try {
      if (bytes === undefined) throw damaged(row.name);
      const whole = this.#parts.vault.open(bytes, sealContextOf({ id: row.id, home: homeOfRow(row), provider: row.provider }));
      return { row, content: read(row, whole) };
    } catch (error) {
      if (!isAppError(error, "vault.envelope_invalid") && !isAppError(error, "credential.damaged")) throw error;
      const told = damaged(row.name, error);
      await store.markDamaged(this.#parts.database.query, row, { message: told.message, at: this.#parts.clock.now() });
      throw told;
    }
  }

  #record(use: SecretUse): Promise<HeldForOpening> {
    const result = new Promise<HeldForOpening>((resolve, reject) => {
      // Entries carry the context of whoever asked, and are written by whoever asked first.
      this.#waiting.push({ use, inContext: AsyncLocalStorage.snapshot(), resolve, reject });
    });
    void this.#recordWaiting();
    return result;
  }

  async #recordWaiting(): Promise<void> {
    if (this.#isRecording) return;
    this.#isRecording = true;
    while (this.#waiting.length > 0) await this.#recordTogether(this.#waiting.splice(0, maxTogether));
    this.#isRecording = false;
  }

  // Never throws: those who wait are told.
  async #recordTogether(together: readonly Waiting[]): Promise<void> {
    try {
      const found = await this.#parts.database.transaction(({ query }) => this.#recordAll(query, together));
      for (const [index, { use, resolve, reject }] of together.entries()) {
        const one = found[index];
        if (one === undefined) reject(credentialNotFound(use.credentialId));
        else resolve(one);
      }
    } catch (error) {
      for (const { reject } of together) reject(error);
    }
  }

  async #recordAll(query: Query, together: readonly Waiting[]): Promise<readonly (HeldForOpening | undefined)[]> {
    const { database, audit, clock } = this.#parts;
    // Held: what is deleted meanwhile is wiped, and must not be opened from a copy.
    const held = await holdForOpening(
      query,
      database.engine,
      together.map(({ use }) => use),
    );
    const now = clock.now();
    // A check that the server makes by itself is no use: else nothing would ever look unused.
    const used = held.flatMap((found, index) => (found === undefined || together[index]?.use.purpose === "check" ? [] : [found.row]));
    const stale = used.filter(({ last_used_at: last }) => last === null || last < now - usedAgainMs);
    await store.touchCredentials(query, [...new Set(stale.map(({ id }) => id))], now);
    for (const [index, { use, inContext }] of together.entries()) {
      const found = held[index];
      if (found !== undefined) await inContext(() => audit.record(query, entryOf(use, found)));
    }
    return held;
  }
}

interface Opened<Content> {
  readonly row: HeldCredential;
  readonly content: Content;
}

interface Waiting {
  readonly use: SecretUse;
  readonly inContext: <Result>(act: () => Result) => Result;
  readonly resolve: (found: HeldForOpening) => void;
  readonly reject: (error: unknown) => void;
}

function entryOf(use: SecretUse, { row, organizationId, actorName }: HeldForOpening) {
  const { actor, credentialId, purpose, runId, environmentId, host } = use;
  const detail = { purpose, runId: runId ?? null, environmentId: environmentId ?? null, ...(host === undefined ? {} : { host }) };
  return {
    ...{ actor, actorName, action: "secret.open", targetKind: "credential", targetId: credentialId, targetName: row.name },
    ...{ organizationId, workspaceId: row.workspace_id, detail },
  };
}
