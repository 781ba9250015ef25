import type { Database } from "@postern/database";
import { toCredentialId } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";
import { homeOfRow } from "../../home.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import type { AuditService } from "../audit/service.ts";
import { announceCredentials } from "./announce-credentials.ts";
import { firstReminderMs, reminderDue } from "./reminder-due.ts";
import * as store from "./store.ts";
import type { StoredCredential } from "./store.ts";

export interface ExpiryParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
}

/** Reminds people that what is kept in a credential ends: in the trail, and on their open pages. */
export class CredentialExpiryService {
  readonly #parts: ExpiryParts;

  constructor(parts: ExpiryParts) {
    this.#parts = parts;
  }

  /** Each reminder once, whoever else reminds at the same time, and also when several were missed. May be repeated. */
  async remind(): Promise<void> {
    const { database, clock, live } = this.#parts;
    const now = clock.now();
    const rows = await store.listExpiring(database.query, now + firstReminderMs);
    for (const row of rows.filter(({ expires_at, reminded_at }) => reminderDue(expires_at, reminded_at, now))) {
      if (await this.#remindOf(row, now)) announceCredentials(live, homeOfRow(row));
    }
  }

  async #remindOf({ id }: StoredCredential, now: TimeMs): Promise<boolean> {
    const { database, audit } = this.#parts;
    return database.transaction(async ({ query }) => {
      const row = await store.holdCredential(query, database.engine, toCredentialId(id));
      if (row?.expires_at === undefined || row.expires_at === null || !reminderDue(row.expires_at, row.reminded_at, now)) return false;
      await store.updateCredential(query, toCredentialId(id), { reminded_at: now });
      await audit.record(query, {
        ...{ actor: null, action: "credential.remind", targetKind: "credential", targetId: id, targetName: row.name },
        workspaceId: row.workspace_id,
        detail: { name: row.name, expiresAt: new Date(row.expires_at).toISOString(), hasExpired: row.expires_at <= now },
      });
      return true;
    });
  }
}
