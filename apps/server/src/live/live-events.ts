import type { Bus, Unsubscribe } from "@postern/bus";
import type { LiveEvent } from "@postern/contracts";
import type { Permission, UserId, WorkspaceId } from "@postern/domain";
import type { Home } from "../home.ts";

const subject = "live";

/** Who may see an event: one person, or everybody who has a permission in a workspace at the moment when it arrives. */
export type Audience = { readonly userId: UserId } | { readonly workspaceId: WorkspaceId; readonly permission: Permission };

export interface AddressedEvent {
  readonly audience: Audience;
  readonly event: LiveEvent;
}

/** Who hears of things that live somewhere; `permission` is the one that shows them. */
export function audienceAt(home: Home, permission: Permission): Audience {
  return home.kind === "personal" ? { userId: home.userId } : { workspaceId: home.workspaceId, permission };
}

/** Hints to open pages that something changed. Nobody learns of a thing that they may not see. */
export class LiveEvents {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  publish(audience: Audience, event: LiveEvent): void {
    this.#bus.publish(subject, { audience, event } satisfies AddressedEvent);
  }

  /** Everything, with whom it is for. Who passes events on to a person asks `ReaderSight`. */
  listen(receive: (addressed: AddressedEvent) => void): Unsubscribe {
    return this.#bus.subscribe(subject, (payload) => receive(payload as AddressedEvent));
  }

  /** What is for one person by name; nothing of workspaces. */
  subscribe(userId: UserId, receive: (event: LiveEvent) => void): Unsubscribe {
    return this.listen(({ audience, event }) => {
      if ("userId" in audience && audience.userId === userId) receive(event);
    });
  }
}
