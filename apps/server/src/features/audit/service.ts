import type { Query } from "@postern/database";
import type { Clock, UserId } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import { cleanText } from "../../clean-text.ts";
import * as store from "./store.ts";

export interface AuditEntry {
  /** Null for what the server does by itself. */
  readonly actor: UserId | null;
  /** `thing.verb`, such as `credential.create` or `secret.open`. */
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  /** How people called the target when this happened. */
  readonly targetName?: string;
  /** Of the workspace or the organization in which it happened; null and absent are the same: in neither. */
  readonly organizationId?: number | null;
  readonly workspaceId?: number | null;
  /** The members of the target that matter, before and after. Secret ones may be there: they are stored as keyed hashes. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** Facts of the act. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface AuditParts {
  readonly clock: Clock;
  readonly contexts: ActContexts;
}

/** Writes who did what. Always inside the transaction of the act itself: no act without its entry, no entry without its act. */
export class AuditService {
  readonly #parts: AuditParts;

  constructor(parts: AuditParts) {
    this.#parts = parts;
  }

  async record(query: Query, entry: AuditEntry): Promise<void> {
    const { client, correlationId } = this.#parts.contexts.current;
    const { address, userAgent, tokenId } = client;
    await store.insertEntry(query, {
      at: this.#parts.clock.now(),
      actor_user_id: entry.actor,
      // As it is called today: the trail stays readable when the person is gone or has another name.
      actor_name: entry.actor === null ? null : await store.findUserName(query, entry.actor),
      action: entry.action,
      target_kind: entry.targetKind,
      target_id: cleanText(entry.targetId),
      target_name: entry.targetName === undefined ? null : cleanText(entry.targetName),
      organization_id: entry.organizationId ?? null,
      workspace_id: entry.workspaceId ?? null,
      client: client.kind,
      remote_address: address,
      user_agent: userAgent === null ? null : cleanText(userAgent),
      token_id: tokenId,
      correlation_id: correlationId,
      detail: JSON.stringify(entry.detail ?? {}),
    });
  }
}
