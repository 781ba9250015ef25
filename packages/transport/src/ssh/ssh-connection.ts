import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";

import type { Clock } from "@postern/domain";
import type { Client } from "ssh2";

import { connectionError, forwardingError } from "./connection-errors.ts";
import type { HopPlace } from "./connection-errors.ts";
import { inTime } from "./in-time.ts";
import type { Deadline } from "./in-time.ts";
import { signIn } from "./sign-in.ts";
import type { SignedIn } from "./sign-in.ts";
import type { SshHop, SshTarget } from "./ssh-target.ts";

export interface ConnectionTimes {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
}

/** A client that was closed and whose host does not close in turn is cut off. */
const closingMs = 2_000;

/** A connection to a cluster, with those to the jump hosts that it goes through. Once it is over it stays so. */
export class SshConnection implements AsyncDisposable {
  readonly client: Client;
  readonly place: HopPlace;
  /** Aborted when it is over, whoever ended it. */
  readonly over: AbortSignal;
  readonly #over = new AbortController();
  readonly #hops: readonly SignedIn[];
  readonly #clock: Clock;

  /** @param hops the last one first; @param places the last one last. One at least of both. */
  constructor(hops: readonly SignedIn[], places: readonly HopPlace[], clock: Clock) {
    this.over = this.#over.signal;
    this.#hops = hops;
    this.#clock = clock;
    const [last] = hops as readonly [SignedIn];
    this.client = last.client;
    [this.place] = places.toReversed() as readonly HopPlace[] as readonly [HopPlace];
    if (last.closed.aborted) this.end();
    else last.closed.addEventListener("abort", () => this.end(), { once: true });
  }

  /** Whether the host gives a sign of life in that time: for a while, a connection looks alive whose host is gone. */
  async isAnswering(timeoutMs: number): Promise<boolean> {
    if (this.over.aborted) return false;
    const told = new AbortController();
    let isAlive = false;
    askForLife(this.client, (hasAnswered) => {
      isAlive = hasAnswered;
      told.abort();
    });
    await this.#clock.sleep(timeoutMs, AbortSignal.any([told.signal, this.over]));
    return isAlive && !this.over.aborted;
  }

  /** It is over at once; what becomes of the clients is nobody's. */
  end(): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    void endAll(this.#hops, this.#clock);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end();
    return Promise.resolve();
  }
}

/** As ssh2 1.17 does for itself, and tells nobody: answers come in the order of the questions, a refusal is one too, and the end of the connection an error. */
function askForLife(client: Client, told: (hasAnswered: boolean) => void): void {
  const inside = client as unknown as { readonly _callbacks: ((problem: unknown) => void)[]; readonly _protocol: { ping(): void } };
  inside._callbacks.push((problem) => told(!(problem instanceof Error)));
  inside._protocol.ping();
}

async function endAll(hops: readonly SignedIn[], clock: Clock): Promise<void> {
  for (const { client } of hops) client.end();
  const first = hops.at(-1);
  if (first === undefined) return;
  await clock.sleep(closingMs, first.closed);
  for (const { socket } of hops) socket.destroy();
}

/**
 * Connects to a cluster, host by host.
 *
 * @throws as `signIn`, and ssh.forwarding_refused. The message says which host it was; nothing but signing in has happened.
 */
export async function openSshConnection(target: SshTarget, times: ConnectionTimes): Promise<SshConnection> {
  const places = placesOf(target);
  const hops: SignedIn[] = [];
  try {
    for (const place of places) {
      const [before] = hops;
      const socket = before === undefined ? await dial(place, times) : await forward(before.client, place, times);
      hops.unshift(await signIn({ socket, place, hostKeys: target.hostKeys, ...times }));
    }
    return new SshConnection(hops, places, times.clock);
  } catch (error) {
    void endAll(hops, times.clock);
    throw error;
  }
}

/** Whether the first host on the way can be reached. Says nothing to it. @throws ssh.unreachable */
export async function reachFirstHost(target: SshTarget, times: ConnectionTimes): Promise<void> {
  const [first] = placesOf(target);
  if (first !== undefined) (await dial(first, times)).destroy();
}

function placesOf({ jumps, login }: SshTarget): readonly HopPlace[] {
  const hops: readonly SshHop[] = [...jumps, login];
  return hops.map((hop, index) => ({ hop, isJump: index < jumps.length, from: hops[index - 1] }));
}

/** Without delay: else the system holds back small packets until the one before was confirmed, 40 ms for every command. */
async function dial(place: HopPlace, times: ConnectionTimes): Promise<Socket> {
  const { host, port } = place.hop;
  const socket = connect({ host, port, noDelay: true });
  // Stays: an error without a listener would end the process.
  socket.on("error", () => undefined);
  try {
    await inTime(once(socket, "connect"), deadlineOf(times));
    return socket;
  } catch (error) {
    socket.destroy();
    throw connectionError(place, error, undefined);
  }
}

async function forward(through: Client, place: HopPlace, times: ConnectionTimes): Promise<Duplex> {
  const { host, port } = place.hop;
  const opened = new Promise<Duplex>((resolve, reject) => {
    // Throws when the jump host is gone already.
    through.forwardOut("127.0.0.1", 0, host, port, (error, stream) => (error === undefined ? resolve(stream) : reject(error)));
  });
  try {
    return endingBothWays(await inTime(opened, deadlineOf(times)));
  } catch (error) {
    throw forwardingError(place, error);
  }
}

/**
 * A host behind a jump host that dies closes its side only, and the jump host keeps the other open: without this the connection would look alive
 * until it misses its signs of life. Nothing comes after the end, so nobody needs the half that is left.
 */
function endingBothWays(stream: Duplex): Duplex {
  return stream.once("end", () => stream.destroy());
}

function deadlineOf({ clock, connectTimeoutMs }: ConnectionTimes): Deadline {
  return { clock, timeoutMs: connectTimeoutMs, late: tooLate };
}

/** As the SSH library says it. */
function tooLate(): Error {
  return Object.assign(new TypeError("too late"), { level: "client-timeout" });
}
