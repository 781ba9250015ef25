import { AppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";
import type { ClientChannel } from "ssh2";

import type { ChannelPeer } from "../command-channel.ts";
import { failureAfter, isPauseOver } from "./account-failure.ts";
import type { AccountFailure } from "./account-failure.ts";
import { nameOf, refusedKeyOf, unreachable } from "./connection-errors.ts";
import { endWhenIdle } from "./end-when-idle.ts";
import type { SlotOwner } from "./fair-slots.ts";
import { connectAttempts, openInSomeTries } from "./open-in-some-tries.ts";
import { SftpSession } from "./sftp-session.ts";
import { openSshConnection, reachFirstHost } from "./ssh-connection.ts";
import type { SshConnection } from "./ssh-connection.ts";
import { SshSessions } from "./ssh-sessions.ts";
import type { HeldSession } from "./ssh-sessions.ts";
import type { SshSettings, SshTarget } from "./ssh-target.ts";
import { unlessAborted } from "./unless-aborted.ts";

export interface SshAccountParts {
  readonly target: SshTarget;
  readonly clock: Clock;
  readonly settings?: SshSettings;
}

export interface SessionWish {
  readonly owner: SlotOwner;
  /** For all of it: connecting, a free place, and the host's answer. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** A session that is open for one command. */
export interface OpenedSession {
  readonly session: ClientChannel;
  readonly connection: SshConnection;
}

interface OpenedSftp {
  readonly of: SshConnection;
  readonly session: Promise<SftpSession | undefined>;
}

const defaultSessions = 7;
const sftpPauses = 3;
const sftpPauseMs = 50;
const defaultRestMs = 60_000;
const defaultAgeMs = 300_000;

/**
 * One account on one host: one connection, opened when it is needed and again when it broke, and the sessions in it.
 *
 * Everybody who acts as that account shares it, by turns.
 */
export class SshAccount implements AsyncDisposable {
  readonly hostName: string;
  /** For reaching the host, and for its shell to show itself. */
  readonly connectTimeoutMs: number;
  readonly #parts: SshAccountParts;
  readonly #sessions: SshSessions;
  readonly #closing = new AbortController();
  #connecting: Promise<SshConnection> | undefined;
  #connection: SshConnection | undefined;
  #sftp: OpenedSftp | undefined;
  #failure: AccountFailure | undefined;
  #usedAt: TimeMs = 0;
  /** What the host said when it was greeted. */
  readonly #greetings = new WeakMap<SshConnection, Promise<ChannelPeer>>();

  constructor(parts: SshAccountParts) {
    this.#parts = parts;
    this.hostName = nameOf({ hop: parts.target.login, isJump: false });
    this.connectTimeoutMs = parts.settings?.connectTimeoutMs ?? 20_000;
    const { maxSessions = defaultSessions, keptRestMs = defaultRestMs, keptAgeMs = defaultAgeMs } = parts.settings ?? {};
    const leaveSftp = (connection: SshConnection): Promise<void> => this.#leaveSftp(connection);
    const times = { keptRestMs, keptAgeMs, openingMs: this.connectTimeoutMs };
    this.#sessions = new SshSessions({ clock: parts.clock, hostName: this.hostName, maxSessions, leaveSftp, ...times });
  }

  /**
   * Opens a session that runs `sh -s` and nothing else, as soon as one is free; it counts until it is closed.
   *
   * @param wish.owner on whose turn; `wish.signal` ends the waiting, and its reason is thrown
   * @throws agent.busy when none was free in time. @throws agent.offline once closed. @throws ssh.… as `openSshConnection`. Nothing was sent.
   */
  openSession({ owner, ...wish }: SessionWish): Promise<OpenedSession> {
    return this.#inConnection(wish, async (connection, stop) => {
      const session = await this.#sessions.open({ owner, connection, stop });
      return session === undefined ? undefined : { session, connection };
    });
  }

  /**
   * A session that is kept for questions, as soon as there is a place; it is to be given back. `undefined` where the host keeps none: then
   * nothing was sent, and questions need sessions of their own. Errors: see `openSession`.
   */
  async holdSession({ owner, ...wish }: SessionWish): Promise<HeldSession | undefined> {
    const held = await this.#inConnection(wish, (connection, stop) => this.#sessions.hold({ owner, connection, stop }));
    return held === "unfit" ? undefined : held;
  }

  async #inConnection<Opened>(
    { waitMs, signal }: Omit<SessionWish, "owner">,
    open: (connection: SshConnection, stop: AbortSignal) => Promise<Opened | undefined>,
  ): Promise<Opened> {
    const { clock, target } = this.#parts;
    const [late, settled] = [new AbortController(), new AbortController()];
    let isConnected = false;
    void clock.sleep(waitMs, settled.signal).then(() => {
      if (settled.signal.aborted) return;
      const place = { hop: target.login, isJump: false, from: undefined };
      late.abort(isConnected ? this.#busy() : unreachable(place, "it did not answer in time"));
    });
    const stop = AbortSignal.any([late.signal, this.#closing.signal, ...(signal === undefined ? [] : [signal])]);
    try {
      for (let broken = 0; ;) {
        const connection = await unlessAborted(this.connection(), stop);
        isConnected = true;
        const opened = await open(connection, stop);
        if (opened !== undefined) return opened;
        if (connection.over.aborted) broken += 1;
        // A host that lets us in and throws us out must not be hammered.
        if (broken >= connectAttempts) throw this.#failed(unreachable(connection.place, "it breaks every connection off"));
      }
    } finally {
      // With a reason: else one is made, which costs more than all of this.
      settled.abort("settled");
    }
  }

  /** SFTP on the connection that stands now; `undefined` where the host has none to offer. Errors: see `openSession`. */
  async sftp(): Promise<SftpSession | undefined> {
    const connection = await this.connection();
    if (this.#sftp?.of !== connection) this.#sftp = this.#openSftp(connection);
    return this.#sftp.session;
  }

  /** Another one is opened when it is lost and the connection stands. */
  #openSftp(connection: SshConnection): OpenedSftp {
    // Opening it is use, and whoever waits for it uses it next: between the two the connection must not count as idle.
    const session = this.#openSftpIn(connection).finally(() => (this.#usedAt = this.#parts.clock.now()));
    const opened = { of: connection, session };
    const forget = (): void => {
      if (this.#sftp === opened) this.#sftp = undefined;
    };
    void session.then((sftp) => {
      if (sftp?.lost.aborted === true) forget();
      else sftp?.lost.addEventListener("abort", forget, { once: true });
    });
    return opened;
  }

  /** A host that takes few sessions may have no place left beside those that rest; what has just been closed may not be free yet over there. */
  async #openSftpIn(connection: SshConnection): Promise<SftpSession | undefined> {
    const { clock, settings } = this.#parts;
    const times = { clock, stallMs: settings?.sftpStallMs ?? 60_000 };
    for (let pauses = 0; ; pauses -= 1) {
      const session = await SftpSession.open(connection, times);
      if (session !== "refused") return session;
      if (await this.#sessions.endResting()) pauses = sftpPauses;
      if (pauses <= 0) return undefined;
      await clock.sleep(sftpPauseMs, connection.over);
    }
  }

  /** The connection that stands now, or a new one. Errors: see `openSession`. */
  async connection(): Promise<SshConnection> {
    this.#closing.signal.throwIfAborted();
    this.#usedAt = this.#parts.clock.now();
    const standing = this.#standing();
    if (standing !== undefined) return standing;
    const failure = this.#failure;
    if (failure !== undefined && !(await this.#mayTryAfter(failure))) throw failure.error;
    // Somebody else may have been quicker.
    const meanwhile = this.#standing();
    if (meanwhile !== undefined) return meanwhile;
    this.#connecting ??= this.#connect().finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  /** What the host said when it was greeted in the connection that stands now; else it is greeted. A failure is told to all who wait, and no others. */
  async greeting(greet: () => Promise<ChannelPeer>): Promise<ChannelPeer> {
    const connection = await this.connection();
    const known = this.#greetings.get(connection);
    if (known !== undefined) return known;
    const said = greet();
    this.#greetings.set(connection, said);
    said.catch(() => this.#greetings.delete(connection));
    return said;
  }

  #standing(): SshConnection | undefined {
    return this.#connection?.over.aborted === false ? this.#connection : undefined;
  }

  /** Whether the first host on the way can be reached at its port. Says nothing to it, but asks a connection that stands. @throws ssh.unreachable */
  async reachFirstHost(): Promise<void> {
    if ((await this.#standing()?.isAnswering(this.connectTimeoutMs)) === true) return;
    const { clock, target } = this.#parts;
    await reachFirstHost(target, { clock, connectTimeoutMs: this.connectTimeoutMs, keepAliveMs: 0 });
  }

  /** For a person who has mended something: the next who asks does not wait. */
  tryAgainNow(): void {
    this.#failure = undefined;
  }

  /** Whether forgetting it costs nothing: no connection stands or is on its way, and it remembers no failure after which one has to wait. */
  get isAtRest(): boolean {
    const mustWait = this.#failure !== undefined && !isPauseOver(this.#failure, this.#parts.clock.now());
    return this.#standing() === undefined && this.#connecting === undefined && !mustWait;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new AppError("agent.offline", `The connection to ${this.hostName} is closed.`);
    this.#closing.abort(closed);
    this.#sessions.refuseWaiting(closed);
    // One that is on its way ends itself.
    await this.#connecting?.catch(() => undefined);
    await this.#connection?.[Symbol.asyncDispose]();
  }

  async #connect(): Promise<SshConnection> {
    const { target, clock, settings } = this.#parts;
    const times = { clock, connectTimeoutMs: this.connectTimeoutMs, keepAliveMs: settings?.keepAliveMs ?? 15_000 };
    try {
      const connection = await openInSomeTries(() => openSshConnection(target, times), { clock, closing: this.#closing.signal });
      if (this.#closing.signal.aborted) {
        await connection[Symbol.asyncDispose]();
        throw this.#closing.signal.reason;
      }
      this.#take(connection);
      return connection;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #take(connection: SshConnection): void {
    const { clock, settings } = this.#parts;
    this.#connection = connection;
    this.#usedAt = clock.now();
    this.#sessions.restore();
    this.#failure = undefined;
    void endWhenIdle(connection, { clock, idleMs: settings?.idleMs ?? 60_000, usedAt: () => this.#lastUsedAt() });
  }

  /** A host key that somebody has confirmed counts at once; one that changed keeps everybody away until somebody has looked at it. */
  async #mayTryAfter(failure: AccountFailure): Promise<boolean> {
    const { clock, target } = this.#parts;
    const refused = refusedKeyOf(failure.error);
    const verdict = refused === undefined ? undefined : await target.hostKeys.judge(refused);
    if (verdict === "known") return true;
    return isPauseOver(failure, clock.now()) && verdict !== "changed" && verdict !== "revoked";
  }

  #failed(error: unknown): unknown {
    this.#failure = failureAfter(this.#failure, error, this.#parts.clock.now());
    return error;
  }

  async #lastUsedAt(): Promise<TimeMs> {
    const sftp = await this.#sftp?.session;
    return sftp?.isInUse === true ? this.#parts.clock.now() : Math.max(this.#usedAt, this.#sessions.usedAt);
  }

  /** From here on files go through the shell: a command cannot go through SFTP. */
  async #leaveSftp(connection: SshConnection): Promise<void> {
    const sftp = this.#sftp?.of === connection ? await this.#sftp.session : undefined;
    this.#sftp = { of: connection, session: Promise.resolve(undefined) };
    sftp?.close();
  }

  #busy(): AppError {
    return new AppError("agent.busy", `All sessions to ${this.hostName} were busy for too long.`);
  }
}
