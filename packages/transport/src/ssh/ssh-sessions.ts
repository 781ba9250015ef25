import { randomBytes } from "node:crypto";

import { AppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";
import type { ClientChannel } from "ssh2";

import { execute, isNotConnected, isRefusedChannel } from "./execute.ts";
import { FairSlots } from "./fair-slots.ts";
import type { SlotOwner } from "./fair-slots.ts";
import { KeptSession } from "./kept/kept-session.ts";
import { RestingSessions } from "./kept/resting-sessions.ts";
import type { SshConnection } from "./ssh-connection.ts";
import { unlessAborted } from "./unless-aborted.ts";

export interface SshSessionsParts {
  readonly clock: Clock;
  readonly hostName: string;
  readonly maxSessions: number;
  readonly keptRestMs: number;
  readonly keptAgeMs: number;
  /** After which a session that nobody waits for any more counts as one that is never opened. */
  readonly openingMs: number;
  /** From here on files go through the shell: a command cannot go through SFTP. */
  readonly leaveSftp: (connection: SshConnection) => Promise<void>;
}

export interface PlaceWish {
  /** On whose turn. */
  readonly owner: SlotOwner;
  readonly connection: SshConnection;
  /** Ends the waiting; its reason is thrown. */
  readonly stop: AbortSignal;
}

/** A kept session that nobody else has until it is given back. */
export interface HeldSession extends Disposable {
  readonly kept: KeptSession;
}

const sessionAttempts = 6;
const sessionPauseMs = 25;
/** A host that is busy refuses now and then what it takes a moment later. */
const believedAfter = 3;

/** The sessions of an account, at most so many: those for one command each, and those that are kept for questions. */
export class SshSessions {
  readonly #parts: SshSessionsParts;
  readonly #slots: FairSlots;
  readonly #resting: RestingSessions;
  /** Whether questions are answered in kept sessions there; a promise while the first one begins. */
  readonly #fitness = new WeakMap<SshConnection, "fit" | "unfit" | Promise<unknown>>();
  /** Places in which nothing is heard of a session that was asked for. */
  readonly #stuck = new WeakMap<SshConnection, number>();
  #leftAt: TimeMs = 0;

  constructor(parts: SshSessionsParts) {
    this.#parts = parts;
    this.#slots = new FairSlots(parts.maxSessions);
    const { clock, keptRestMs: restMs, keptAgeMs: ageMs } = parts;
    this.#resting = new RestingSessions({ clock, restMs, ageMs });
  }

  /** When a session was last in use: now, while one is. */
  get usedAt(): TimeMs {
    return this.#slots.inside > 0 ? this.#parts.clock.now() : this.#leftAt;
  }

  /** A session for one command; `undefined` when it must be tried again from the start. It counts until it is closed. */
  async open({ owner, connection, stop }: PlaceWish): Promise<ClientChannel | undefined> {
    const leave = await this.#slots.enter(owner, stop);
    const session = await this.#openAt(leave, connection, stop);
    session?.once("close", () => this.#leave(leave));
    return session;
  }

  /** A session for one question; `undefined` when it must be tried again from the start. */
  async hold(wish: PlaceWish): Promise<HeldSession | "unfit" | undefined> {
    const { owner, connection, stop } = wish;
    if (this.#fitness.get(connection) === "unfit") return "unfit";
    const leave = await this.#slots.enter(owner, stop);
    let fitness = this.#fitness.get(connection);
    try {
      // All wait for the first session: where perl hangs, that takes one place and not every one.
      for (; fitness instanceof Promise; fitness = this.#fitness.get(connection)) await unlessAborted(fitness, stop);
    } catch (error) {
      leave();
      throw error;
    }
    // INVARIANT: nothing is awaited from here until the next one is set to wait.
    if (fitness === "unfit") {
      leave();
      return "unfit";
    }
    const kept = this.#resting.take(connection);
    return kept === undefined ? this.#holdNew(wish, leave) : this.#held(kept, connection, leave);
  }

  /** Gives the places of sessions that rest back. Whether there were any. */
  async endResting(): Promise<boolean> {
    const isAny = this.#resting.count > 0;
    await this.#resting.makeRoom(() => 0);
    return isAny;
  }

  /** As many as at first. */
  restore(): void {
    this.#slots.restore();
  }

  refuseWaiting(error: AppError): void {
    this.#slots.refuseWaiting(error);
  }

  async #holdNew({ connection, stop }: PlaceWish, leave: () => void): Promise<HeldSession | "unfit" | undefined> {
    const opening = this.#openAt(leave, connection, stop);
    const beginning = opening.then((session) => (session === undefined ? undefined : this.#begin(session, connection, leave)));
    if (!this.#fitness.has(connection)) this.#learnFitness(connection, beginning);
    try {
      return await unlessAborted(beginning, stop);
    } catch (error) {
      void beginning.then(
        (held) => typeof held === "object" && held[Symbol.dispose](),
        () => undefined,
      );
      throw error;
    }
  }

  #learnFitness(connection: SshConnection, beginning: Promise<unknown>): void {
    const learnt = (): void => {
      if (this.#fitness.get(connection) instanceof Promise) this.#fitness.delete(connection);
    };
    this.#fitness.set(connection, beginning.then(learnt, learnt));
  }

  /** To its end, whoever waits for it: what it shows is for all. */
  async #begin(session: ClientChannel, connection: SshConnection, leave: () => void): Promise<HeldSession | "unfit" | undefined> {
    const { clock, hostName } = this.#parts;
    const kept = new KeptSession({ session, clock, hostName });
    const held = this.#held(kept, connection, leave);
    if (await kept.begin(randomBytes(16).toString("hex"))) {
      this.#fitness.set(connection, "fit");
      return held;
    }
    held[Symbol.dispose]();
    if (connection.over.aborted) return undefined;
    this.#fitness.set(connection, "unfit");
    return "unfit";
  }

  #held(kept: KeptSession, connection: SshConnection, leave: () => void): HeldSession {
    const giveBack = (): void => {
      if (kept.wasLost && !connection.over.aborted) this.#fitness.set(connection, "unfit");
      if (kept.isSound) this.#resting.add(kept, connection);
      else void kept.end();
      // One that rests takes nobody's place: it makes room.
      void (kept.isSound ? Promise.resolve() : kept.closed).then(() => this.#leave(leave));
    };
    return { kept, [Symbol.dispose]: giveBack };
  }

  #leave(leave: () => void): void {
    this.#leftAt = this.#parts.clock.now();
    leave();
  }

  async #openAt(leave: () => void, connection: SshConnection, stop: AbortSignal): Promise<ClientChannel | undefined> {
    const opening = this.#openIn(connection, stop);
    try {
      const session = await unlessAborted(opening, stop);
      if (session === undefined) leave();
      return session;
    } catch (error) {
      void this.#awaitUnwanted(opening, connection).finally(leave);
      throw error;
    }
  }

  /** One that opens after all is nobody's. A connection in which every place waits in vain is of no use, whatever signs of life it gives. */
  async #awaitUnwanted(opening: Promise<ClientChannel | undefined>, connection: SshConnection): Promise<void> {
    const settled = new AbortController();
    const closed = opening.then(
      (session) => session?.close(),
      () => undefined,
    );
    void closed.then(() => settled.abort());
    await this.#parts.clock.sleep(this.#parts.openingMs, settled.signal);
    if (settled.signal.aborted) return;
    const change = (by: 1 | -1): number => {
      const count = (this.#stuck.get(connection) ?? 0) + by;
      this.#stuck.set(connection, count);
      return count;
    };
    if (change(1) >= this.#slots.limit) connection.end();
    await closed;
    change(-1);
  }

  /**
   * `undefined` when it must be tried again from the start: the connection broke before, or the host takes fewer sessions than we thought.
   * Servers limit the sessions of a connection (`MaxSessions`), and do not say to how many.
   */
  async #openIn(connection: SshConnection, stop: AbortSignal): Promise<ClientChannel | undefined> {
    await this.#resting.makeRoom(() => this.#slots.limit - this.#slots.inside);
    for (let attempt = 1; ; attempt += 1) {
      stop.throwIfAborted();
      try {
        return await execute(connection, "exec sh -s");
      } catch (error) {
        if (isNotConnected(error)) connection.end();
        if (connection.over.aborted) return undefined;
        if (attempt >= believedAfter && isRefusedChannel(error) && (await this.#useFewer(connection))) return undefined;
        if (attempt >= sessionAttempts) {
          throw new AppError("ssh.no_shell", `${this.#parts.hostName} opens no session for Postern.`, { cause: error });
        }
        // What has just been closed may not be free yet over there. The place is kept meanwhile, or the next one would fare the same.
        await this.#parts.clock.sleep(sessionPauseMs * 2 ** attempt, stop);
      }
    }
  }

  /** Whether to wait for a place anew, of which there are fewer from here on, as long as this connection stands. */
  async #useFewer(connection: SshConnection): Promise<boolean> {
    const allowed = this.#slots.inside + this.#resting.count - 1;
    // Then there is room at once, and nobody has to wait.
    if (await this.endResting()) {
      this.#slots.lower(allowed);
      return false;
    }
    await this.#parts.leaveSftp(connection);
    if (this.#slots.inside <= 1) return false;
    this.#slots.lower(this.#slots.inside - 1);
    return true;
  }
}
