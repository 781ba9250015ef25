import type { Query } from "@postern/database";
import type { Clock, UserId } from "@postern/domain";

export interface AuditEntry {
  /** Null for what the server does by itself. */
  readonly actor: UserId | null;
  /** `thing.verb`, such as `credential.create` or `secret.open`. */
  readonly action: string;
  readonly targetKind: string;
  readonly targetId: string;
  /** Facts of the act. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Writes who did what. Always inside the transaction of the act itself: no act without its entry, no entry without its act. */
export class AuditService {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async record(query: Query, entry: AuditEntry): Promise<void> {
    const row = {
      at: this.#clock.now(),
      actor_user_id: entry.actor,
      action: entry.action,
      target_kind: entry.targetKind,
      target_id: entry.targetId,
      detail: JSON.stringify(entry.detail ?? {}),
    };
    await query.insertInto("audit_entries").values(row).execute();
  }
}
