import { decodeStreamFrame, encodeStreamFrame, limits } from "@postern/agent-protocol";
import type { StreamAsk, StreamFrame } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";

import { toResultError } from "../operations/render-result.ts";
import type { FileMachine, StreamWire, ServedStream } from "./served-stream.ts";
import { ServedReading } from "./served-reading.ts";
import { ServedWriting } from "./served-writing.ts";

export interface AgentStreamsParts {
  readonly machine: FileMachine;
  /** Of the connection: what is meant for another one is refused. */
  readonly fence: number;
  readonly clock: Clock;
  readonly send: (frame: Uint8Array) => void;
  /** What the socket has not passed on yet. */
  readonly bufferedBytes: () => number;
}

/** The streams of one connection. They end with it: whoever wants the rest opens another at the offset that was reached. */
export class AgentStreams {
  readonly #parts: AgentStreamsParts;
  readonly #open = new Map<number, ServedStream>();

  constructor(parts: AgentStreamsParts) {
    this.#parts = parts;
  }

  /** @throws agent.protocol for what a server must not send; the connection is closed then. */
  receive(bytes: Uint8Array): void {
    const frame = decodeStreamFrame(bytes);
    if (frame === undefined) return;
    if (frame.kind === "open") {
      this.#start(frame);
      return;
    }
    // Of a stream that has just ended, frames may still be on their way.
    this.#open.get(frame.id)?.take(frame);
  }

  /** The connection is over: what was half written is removed. */
  end(): void {
    const gone = new AppError("agent.gone", "The connection broke.");
    for (const stream of this.#open.values()) stream.cancel(gone);
  }

  #start({ id, fence, ask }: Extract<StreamFrame, { readonly kind: "open" }>): void {
    if (this.#open.has(id)) return;
    const refusal = this.#refusal(fence);
    if (refusal !== undefined) {
      this.#send({ kind: "abort", id, error: toResultError(refusal) });
      return;
    }
    const stream = this.#make(id, ask);
    this.#open.set(id, stream);
    void this.#serve(id, stream);
  }

  #refusal(fence: number): AppError | undefined {
    if (fence !== this.#parts.fence) return new AppError("agent.offline", "The stream was meant for another connection of this agent.");
    return this.#open.size < limits.maxStreams ? undefined : new AppError("agent.busy", "The agent has too many files open.");
  }

  #make(id: number, ask: StreamAsk): ServedStream {
    const { machine, clock, bufferedBytes } = this.#parts;
    const wire: StreamWire = {
      send: (frame) => {
        this.#send({ ...frame, id });
      },
      bufferedBytes,
    };
    return ask.what === "read" ? new ServedReading({ ask, machine, clock, wire }) : new ServedWriting({ ask, machine, clock, wire });
  }

  async #serve(id: number, stream: ServedStream): Promise<void> {
    try {
      await stream.serve();
    } catch (error) {
      // The edge of this task: the server is told, if it is still there.
      this.#send({ kind: "abort", id, error: toResultError(error) });
    }
    this.#open.delete(id);
  }

  #send(frame: StreamFrame): void {
    this.#parts.send(encodeStreamFrame(frame));
  }
}
