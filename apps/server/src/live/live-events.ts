import type { Bus, Unsubscribe } from "@postern/bus";
import type { LiveEvent } from "@postern/contracts";
import type { UserId } from "@postern/domain";

const subject = "live";

/** Who may see an event. Workspaces join here when there are members. */
export interface Audience {
  readonly userId: UserId;
}

interface Envelope {
  readonly audience: Audience;
  readonly event: LiveEvent;
}

/** Hints to open pages that something changed. Nobody learns of a thing that they may not see. */
export class LiveEvents {
  readonly #bus: Bus;

  constructor(bus: Bus) {
    this.#bus = bus;
  }

  publish(audience: Audience, event: LiveEvent): void {
    this.#bus.publish(subject, { audience, event } satisfies Envelope);
  }

  /** Only what `userId` may see. */
  subscribe(userId: UserId, receive: (event: LiveEvent) => void): Unsubscribe {
    return this.#bus.subscribe(subject, (payload) => {
      const { audience, event } = payload as Envelope;
      if (audience.userId === userId) receive(event);
    });
  }
}
