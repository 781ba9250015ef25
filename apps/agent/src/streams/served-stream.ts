import type { StreamFrame } from "@postern/agent-protocol";
import type { AppError, Clock } from "@postern/domain";
import type { LocalChannel } from "@postern/transport/local";

import { withinTime } from "../within-time.ts";

/** What streams do on the machine of an agent. */
export type FileMachine = Pick<LocalChannel, "openRead" | "openWrite">;

type WithoutId<Frame> = Frame extends unknown ? Omit<Frame, "id"> : never;

/** The way of one stream to the server. */
export interface StreamWire {
  send(frame: WithoutId<StreamFrame>): void;
  bufferedBytes(): number;
}

/** One open stream on the side of the agent. */
export interface ServedStream {
  /** Until its end; throws what the server shall be told. */
  serve(): Promise<void>;
  take(frame: StreamFrame): void;
  cancel(error: AppError): void;
}

/** A stream in which nothing moves for so long is given up: a slot and a file are held for nobody. */
export const streamIdleMs = 600_000;

/** @throws command.timeout */
export function withinIdle<Value>(clock: Clock, work: Promise<Value>): Promise<Value> {
  return withinTime({ clock, timeoutMs: streamIdleMs, message: "Nothing moved in the stream for ten minutes." }, work);
}

/** The same; a file that opens after all is closed again. */
export async function openWithinIdle<Opened extends AsyncDisposable>(clock: Clock, opening: Promise<Opened>): Promise<Opened> {
  try {
    return await withinIdle(clock, opening);
  } catch (error) {
    opening.then(
      (opened) => opened[Symbol.asyncDispose](),
      () => undefined,
    );
    throw error;
  }
}
