import type { LiveEvent } from "@postern/contracts";
import { noPermissions } from "@postern/domain";
import type { PermissionSet, UserId, WorkspaceId } from "@postern/domain";
import type { PlaceFinder } from "../http/place.ts";
import type { AddressedEvent } from "./live-events.ts";

/** More waiting events than a page could want; its reader is cut off, comes back and looks anew. */
const maxWaiting = 1000;

export interface SightParts {
  readonly userId: UserId;
  /** Of the token that opened the stream: the only workspaces it is good for. */
  readonly boundTo: readonly WorkspaceId[] | null;
  readonly places: Pick<PlaceFinder, "findWorkspace">;
  readonly send: (event: LiveEvent) => void;
  /** What the reader may see is not known, or too much waits for the answer. */
  readonly fail: () => void;
}

/**
 * Lets through what one reader may see now, in the order in which it happened.
 *
 * INVARIANT: an event of a workspace passes only on an answer that was asked for after the reader's last `access` event. So a
 * membership that ends, ends the sight of its workspace at once, and an answer that was under way counts for nothing.
 */
export class ReaderSight {
  readonly #parts: SightParts;
  readonly #known = new Map<WorkspaceId, PermissionSet>();
  readonly #waiting: AddressedEvent[] = [];
  #changes = 0;
  #isAsking = false;

  constructor(parts: SightParts) {
    this.#parts = parts;
  }

  offer(addressed: AddressedEvent): void {
    const { audience, event } = addressed;
    if (!this.#isConcerned(addressed)) return;
    if (event.type === "access" && "userId" in audience) this.forget();
    if (this.#waiting.push(addressed) > maxWaiting) this.#parts.fail();
    else if (!this.#isAsking) void this.#pass();
  }

  /** What was known of workspaces no longer counts. */
  forget(): void {
    this.#known.clear();
    this.#changes += 1;
  }

  #isConcerned({ audience, event }: AddressedEvent): boolean {
    const { userId, boundTo } = this.#parts;
    if ("workspaceId" in audience) return boundTo === null || boundTo.includes(audience.workspaceId);
    return audience.userId === userId && (boundTo === null || event.type === "access");
  }

  async #pass(): Promise<void> {
    this.#isAsking = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        // Without a look at the storage nothing is awaited: what needs no answer is passed on at once.
        const isSeen = "userId" in next.audience || (this.#sees(next.audience) ?? (await this.#ask(next.audience)));
        this.#waiting.shift();
        if (isSeen) this.#parts.send(next.event);
      }
    } catch {
      this.#waiting.length = 0;
      this.#parts.fail();
    } finally {
      this.#isAsking = false;
    }
  }

  #sees({ workspaceId, permission }: InWorkspace): boolean | undefined {
    return this.#known.get(workspaceId)?.has(permission);
  }

  async #ask(audience: InWorkspace): Promise<boolean> {
    const { places, userId } = this.#parts;
    for (;;) {
      const changes = this.#changes;
      const place = await places.findWorkspace(userId, audience.workspaceId);
      if (changes !== this.#changes) continue;
      this.#known.set(audience.workspaceId, place?.permissions ?? noPermissions);
      return this.#sees(audience) ?? false;
    }
  }
}

type InWorkspace = Extract<AddressedEvent["audience"], { workspaceId: WorkspaceId }>;
