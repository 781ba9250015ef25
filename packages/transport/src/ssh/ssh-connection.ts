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
import type { SshHop, SshTarget } from "./ssh-target.ts";

export interface ConnectionTimes {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
}

/** A connection to a cluster, with those to the jump hosts that it goes through. Once it is over it stays so. */
export class SshConnection implements AsyncDisposable {
  readonly client: Client;
  readonly place: HopPlace;
  /** Aborted when it is over, whoever ended it. */
  readonly over: AbortSignal;
  readonly #clients: readonly Client[];

  /** @param clients the last one first; @param places the last one last. One at least of both. */
  constructor(clients: readonly Client[], places: readonly HopPlace[]) {
    const over = new AbortController();
    this.over = over.signal;
    this.#clients = clients;
    [this.client] = clients as readonly [Client];
    [this.place] = places.toReversed() as readonly HopPlace[] as readonly [HopPlace];
    this.client.once("close", () => {
      over.abort();
      this.#end();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#end();
    return Promise.resolve();
  }

  #end(): void {
    for (const client of this.#clients) client.end();
  }
}

/**
 * Connects to a cluster, host by host.
 *
 * @throws as `signIn`, and ssh.forwarding_refused. The message says which host it was; nothing but signing in has happened.
 */
export async function openSshConnection(target: SshTarget, times: ConnectionTimes): Promise<SshConnection> {
  const places = placesOf(target);
  const clients: Client[] = [];
  try {
    for (const place of places) {
      const [before] = clients;
      const socket = before === undefined ? await dial(place, times) : await forward(before, place, times);
      clients.unshift(await signIn({ socket, place, hostKeys: target.hostKeys, ...times }));
    }
    return new SshConnection(clients, places);
  } catch (error) {
    for (const client of clients) client.end();
    throw error;
  }
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
    return await inTime(opened, deadlineOf(times));
  } catch (error) {
    throw forwardingError(place, error);
  }
}

function deadlineOf({ clock, connectTimeoutMs }: ConnectionTimes): Deadline {
  return { clock, timeoutMs: connectTimeoutMs, late: tooLate };
}

/** As the SSH library says it. */
function tooLate(): Error {
  return Object.assign(new TypeError("too late"), { level: "client-timeout" });
}
