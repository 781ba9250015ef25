import type { OpenedFile, StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

type WithoutId<Frame> = Frame extends unknown ? Omit<Frame, "id"> : never;

/** The way of one stream to the agent. */
export interface StreamWire {
  /** Throws `agent.offline`, `agent.busy` when nothing was sent. */
  send(frame: WithoutId<StreamFrame>): void;
  /** The stream is over on this side: what still comes of it is nobody's. */
  leave(): void;
}

/** One open stream on the side of the server. */
export interface AgentStream {
  /** @throws agent.protocol */
  take(frame: StreamFrame): void;
  fail(error: AppError): void;
}

/** How long an agent may take to open a file, and how long to put a written one in its place. */
const openMs = 40_000;
const commitMs = 600_000;
/** How long an open stream may stand still while it is the agent's turn. File servers of clusters sleep for a minute at times. */
const idleMs = 120_000;

/** What the agent answers once, awaited with a limit. */
export class Awaited<Answer> {
  readonly #promise: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    // It may fail before anybody listens.
    promise.catch(() => undefined);
    this.#promise = promise;
    this.resolve = resolve;
    this.reject = reject;
  }

  /** @throws agent.gone after that time: the act may still happen. */
  async within(clock: Clock, timeoutMs: number): Promise<Answer> {
    const done = new AbortController();
    void clock.sleep(timeoutMs, done.signal).then(() => {
      this.reject(new AppError("agent.gone", "The agent did not answer in time."));
    });
    try {
      return await this.#promise;
    } finally {
      done.abort();
    }
  }
}

export type Opened = Awaited<OpenedFile | undefined>;
export const streamLimits = { openMs, commitMs, idleMs } as const;

/** Awaits what it is the agent's turn to bring about. `stop` is told when nothing comes of it for too long, and must settle it. */
export async function unlessIdle<Value>(clock: Clock, awaited: Promise<Value>, stop: (error: AppError) => void): Promise<Value> {
  const done = new AbortController();
  void clock.sleep(idleMs, done.signal).then(() => {
    if (!done.signal.aborted) stop(new AppError("agent.gone", "The agent stopped in the middle of a file."));
  });
  try {
    return await awaited;
  } finally {
    done.abort();
  }
}

/** Tells the agent that nobody wants more; it may have gone already. */
export function sayAbort(wire: StreamWire): void {
  try {
    wire.send({ kind: "abort", error: { code: "agent.gone", message: "Given up." } });
  } catch {
    // Then the stream ended with its connection.
  }
}

/** An error that the agent told. */
export function errorOf(frame: Extract<StreamFrame, { readonly kind: "abort" }>): AppError {
  return new AppError(frame.error.code, frame.error.message);
}
