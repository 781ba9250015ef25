import type { Clock, TimeMs } from "@postern/domain";

import type { SshConnection } from "../ssh-connection.ts";
import type { KeptSession } from "./kept-session.ts";

export interface RestingTimes {
  readonly clock: Clock;
  /** How long a session is kept without a question. */
  readonly restMs: number;
  /** Of a session since it began: what its login shell has set is not older. */
  readonly ageMs: number;
}

interface Resting {
  readonly kept: KeptSession;
  readonly connection: SshConnection;
  readonly since: TimeMs;
}

const looksPerRest = 4;

/** Kept sessions that nobody holds. They are ended when their time is over, or when somebody needs their places. */
export class RestingSessions {
  readonly #times: RestingTimes;
  /** The one that rests longest first. */
  #resting: readonly Resting[] = [];
  readonly #ending = new Set<Promise<void>>();
  #isLooking = false;

  constructor(times: RestingTimes) {
    this.#times = times;
  }

  /** With those that are being ended: a host counts what is not closed. */
  get count(): number {
    this.#endOld();
    return this.#resting.length + this.#ending.size;
  }

  /** One that takes a question at once: the one that was used last, so that the others come to their end. */
  take(connection: SshConnection): KeptSession | undefined {
    this.#endOld();
    const found = this.#resting.findLast((each) => each.connection === connection);
    this.#resting = this.#resting.filter((each) => each !== found);
    return found?.kept;
  }

  add(kept: KeptSession, connection: SshConnection): void {
    this.#resting = [...this.#resting, { kept, connection, since: this.#times.clock.now() }];
    if (!this.#isLooking) void this.#look();
  }

  /** Ends as many as are more than there are places for, and waits for those that are being ended. There may be fewer places than none. */
  async makeRoom(places: () => number): Promise<void> {
    const room = (): number => Math.max(0, places());
    while (this.count > room()) {
      const tooMany = this.#resting.slice(0, Math.max(0, this.#resting.length - room()));
      this.#resting = this.#resting.slice(tooMany.length);
      for (const { kept } of tooMany) this.#end(kept);
      await Promise.race(this.#ending);
    }
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    for (let [first] = this.#resting; first !== undefined; [first] = this.#resting) {
      await this.#times.clock.sleep(this.#times.restMs / looksPerRest, first.connection.over);
      this.#endOld();
    }
    this.#isLooking = false;
  }

  #endOld(): void {
    const { clock, restMs, ageMs } = this.#times;
    const now = clock.now();
    const isFresh = ({ kept, connection, since }: Resting): boolean =>
      kept.isSound && !connection.over.aborted && now - since < restMs && now - kept.beganAt < ageMs;
    const old = this.#resting.filter((each) => !isFresh(each));
    if (old.length === 0) return;
    this.#resting = this.#resting.filter(isFresh);
    for (const { kept } of old) this.#end(kept);
  }

  #end(kept: KeptSession): void {
    const ending = kept.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}
