import type { Database } from "@postern/database";
import { toWorkspaceId } from "@postern/domain";
import type { Clock, Logger } from "@postern/domain";
import type { LiveEvents } from "../../live/live-events.ts";
import * as store from "./store.ts";

/** Pages hear of a busy trail this often, and never before the transaction is over that made it grow. */
const quietMs = 2000;

export interface TrailNewsParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly live: LiveEvents;
  readonly log: Logger;
}

/** Where an entry belongs. */
export interface EntryPlace {
  readonly organization_id: number | null;
  readonly workspace_id: number | null;
}

/** Tells open pages of the trail that it has grown: administrators, the owners of the organization, and those who read a workspace's. */
export class TrailNews implements AsyncDisposable {
  readonly #parts: TrailNewsParts;
  readonly #stop = new AbortController();
  readonly #organizations = new Set<number>();
  readonly #workspaces = new Map<number, number | null>();
  #hasNews = false;
  #telling: Promise<void> | undefined;

  constructor(parts: TrailNewsParts) {
    this.#parts = parts;
  }

  /** Only in memory: an event is a hint. What is undone after all is told too, and then nothing new is found. */
  note(places: readonly EntryPlace[]): void {
    for (const { organization_id, workspace_id } of places) {
      if (organization_id !== null) this.#organizations.add(organization_id);
      if (workspace_id !== null) this.#workspaces.set(workspace_id, organization_id);
    }
    this.#hasNews = true;
    this.#telling ??= this.#tellSoon().finally(() => {
      this.#telling = undefined;
    });
  }

  /** What still waits is not told: who comes back looks anew. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#telling;
  }

  async #tellSoon(): Promise<void> {
    const { clock, log } = this.#parts;
    while (this.#hasNews) {
      await clock.sleep(quietMs, this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      this.#hasNews = false;
      try {
        await this.#tell();
      } catch (error) {
        // The edge of this task: pages look by themselves when they come to the front.
        log.warn({ error }, "pages could not be told that the audit trail has grown");
      }
    }
  }

  async #tell(): Promise<void> {
    const { database, live } = this.#parts;
    const [organizations, workspaces] = [[...this.#organizations], [...this.#workspaces]];
    this.#organizations.clear();
    this.#workspaces.clear();
    for (const userId of await store.listAdministrators(database.query)) {
      live.publish({ userId }, { type: "audit", orgId: null, workspaceId: null });
    }
    for (const { userId, orgId } of await store.listOwners(database.query, organizations)) {
      live.publish({ userId }, { type: "audit", orgId, workspaceId: null });
    }
    for (const [workspaceId, orgId] of workspaces) {
      live.publish({ workspaceId: toWorkspaceId(workspaceId), permission: "audit:read" }, { type: "audit", orgId, workspaceId });
    }
  }
}
