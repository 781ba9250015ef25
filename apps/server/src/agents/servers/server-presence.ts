import type { Bus, Unsubscribe } from "@postern/bus";
import type { Clock, TimeMs } from "@postern/domain";

const beatMs = 2_000;
/** A server that is silent for so long is gone. */
const patienceMs = 7_000;
const subject = "servers.beat";

interface Beat {
  readonly serverId: string;
  readonly isLeaving: boolean;
}

/** Which servers are there. Each says so every two seconds, over a bus that others hear; alone, there is nobody to say it to. */
export class ServerPresence implements AsyncDisposable {
  readonly serverId: string;
  readonly #parts: { readonly bus: Bus; readonly clock: Clock };
  readonly #seenAt = new Map<string, TimeMs>();
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #over = new AbortController();
  /** Our own beats come back over the bus: as long as they do, we hear those of others. */
  #ownHeardAt = Number.NEGATIVE_INFINITY;
  #hearsSince = Number.POSITIVE_INFINITY;
  readonly #unsubscribe: Unsubscribe;
  readonly #beating: Promise<void>;

  constructor(serverId: string, parts: { readonly bus: Bus; readonly clock: Clock }) {
    this.serverId = serverId;
    this.#parts = parts;
    this.#unsubscribe = parts.bus.subscribe(subject, (payload) => this.#hear(payload as Beat));
    this.#beating = parts.bus.reachesOthers ? this.#beat() : Promise.resolve();
  }

  /** Itself among them. */
  listAlive(): readonly string[] {
    return [this.serverId, ...this.#seenAt.keys()];
  }

  isAlive(serverId: string): boolean {
    return serverId === this.serverId || this.#seenAt.has(serverId);
  }

  /** Whether it has listened long enough, without a break, to know of everybody. */
  get isSettled(): boolean {
    const now = this.#parts.clock.now();
    return !this.#parts.bus.reachesOthers || (now - this.#ownHeardAt <= patienceMs && now - this.#hearsSince > patienceMs);
  }

  /** Whether another server may be in the middle of something. */
  get hasOthers(): boolean {
    return !this.isSettled || this.listAlive().length > 1;
  }

  /** Told once when that server is not there any more; at once when it is not there now. */
  onGone(serverId: string, gone: () => void): Unsubscribe {
    if (!this.isAlive(serverId)) {
      gone();
      return () => undefined;
    }
    const watchers = this.#watchers.get(serverId) ?? new Set();
    this.#watchers.set(serverId, watchers);
    watchers.add(gone);
    return () => watchers.delete(gone);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#beating;
    this.#unsubscribe();
    this.#say({ serverId: this.serverId, isLeaving: true });
  }

  async #beat(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#over;
    while (!signal.aborted) {
      this.#say({ serverId: this.serverId, isLeaving: false });
      await clock.sleep(beatMs, signal);
      for (const [serverId, seenAt] of this.#seenAt) if (clock.now() - seenAt > patienceMs) this.#lose(serverId);
    }
  }

  #say(beat: Beat): void {
    if (this.#parts.bus.reachesOthers) this.#parts.bus.publish(subject, beat);
  }

  #hear({ serverId, isLeaving }: Beat): void {
    if (serverId === this.serverId) this.#hearOwn();
    else if (isLeaving) this.#lose(serverId);
    else {
      const isNew = !this.#seenAt.has(serverId);
      this.#seenAt.set(serverId, this.#parts.clock.now());
      // Whoever is new should not have to wait for our next beat.
      if (isNew) this.#say({ serverId: this.serverId, isLeaving: false });
    }
  }

  #hearOwn(): void {
    const now = this.#parts.clock.now();
    if (now - this.#ownHeardAt > patienceMs) this.#hearsSince = now;
    this.#ownHeardAt = now;
  }

  #lose(serverId: string): void {
    this.#seenAt.delete(serverId);
    const watchers = this.#watchers.get(serverId) ?? [];
    this.#watchers.delete(serverId);
    for (const gone of watchers) gone();
  }
}
