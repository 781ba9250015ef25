import { limits } from "@postern/agent-protocol";
import type { RequestMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";

import type { OperationDesk } from "../operations/operation-desk.ts";
import { renderFailure } from "../operations/render-result.ts";

/** The connection that serves now. */
export interface Lane {
  send(frame: string): void;
  /** Whether its server waits for answers across connections, and says when it has one. */
  readonly isResuming: boolean;
}

interface Entry {
  /** Aborts when nobody waits any more. */
  readonly cancelled: AbortController;
  /** The answer; missing while it is under way. */
  frame?: string;
  /** It was answered, and the answer could not be kept. */
  isLost?: boolean;
}

/** So many ids are remembered. A server never waits for more. */
const maxEntries = limits.maxAwaited;

/**
 * What this process was asked and what it answered, across its connections, until the server has each answer.
 *
 * INVARIANT: an id is done at most once, however often it arrives and however often the connection breaks.
 */
export class RequestLedger {
  readonly #desk: Pick<OperationDesk, "answer">;
  /** In the order of their arrival. */
  readonly #entries = new Map<string, Entry>();
  #lane: Lane | undefined;
  #isKeeping = false;
  /** From here on an id that is not in the list may have been done. */
  #hasForgotten = false;
  #keptCount = 0;
  #keptBytes = 0;

  constructor(desk: Pick<OperationDesk, "answer">) {
    this.#desk = desk;
  }

  /** A connection was welcomed. What its server does not wait for is let go: it comes to its end, and its answer is dropped. */
  open(lane: Lane, awaited: readonly string[]): void {
    this.#lane = lane;
    this.#isKeeping = lane.isResuming;
    const wanted = new Set(awaited);
    for (const [id, entry] of this.#entries) if (!wanted.has(id)) this.#forget(id, entry);
    for (const id of wanted) {
      const entry = this.#entries.get(id);
      if (entry === undefined) lane.send(renderFailure(id, this.#whyUnknown()));
      else this.#sendAgain(id, entry);
    }
  }

  close(lane: Lane): void {
    if (this.#lane !== lane) return;
    this.#lane = undefined;
    if (!this.#isKeeping) for (const [id, entry] of this.#entries) this.#forget(id, entry);
  }

  /** Does it, unless it was taken before; the answer goes to the connection that serves by then. Never rejects. */
  async take(request: RequestMessage): Promise<void> {
    const { id } = request;
    const known = this.#entries.get(id);
    if (known !== undefined) {
      this.#sendAgain(id, known);
      return;
    }
    const entry: Entry = { cancelled: new AbortController() };
    this.#entries.set(id, entry);
    const frame = await this.#desk.answer(request, entry.cancelled.signal);
    if (this.#entries.get(id) !== entry) return;
    if (this.#isKeeping) this.#keep(entry, frame);
    else this.#forget(id, entry);
    this.#lane?.send(frame);
  }

  /** Ends what is under way. It is answered all the same, as everything is. */
  cancel(id: string): void {
    this.#entries.get(id)?.cancelled.abort(new AppError("agent.gone", "The request was given up while it was under way."));
  }

  /** The server has the answer. */
  acknowledge(id: string): void {
    const entry = this.#entries.get(id);
    if (entry?.frame !== undefined || entry?.isLost === true) this.#forget(id, entry);
  }

  #sendAgain(id: string, entry: Entry): void {
    if (entry.frame !== undefined) this.#lane?.send(entry.frame);
    const lost = "The answer was lost: the agent had too many to keep.";
    if (entry.isLost === true) this.#lane?.send(renderFailure(id, new AppError("agent.gone", lost)));
  }

  #whyUnknown(): AppError {
    if (this.#hasForgotten) return new AppError("agent.gone", "The agent does not remember the request.");
    return new AppError("agent.offline", "The request never reached the agent.");
  }

  // A server that takes no answers, or never says so, must not make the agent grow.
  #keep(entry: Entry, frame: string): void {
    entry.frame = frame;
    this.#keptCount += 1;
    this.#keptBytes += sizeOf(frame);
    for (const [id, older] of this.#entries) {
      if (this.#keptCount > limits.maxKeptResults || this.#keptBytes > limits.maxKeptBytes) this.#lose(older);
      else if (this.#entries.size <= maxEntries) return;
      if (this.#entries.size > maxEntries && older.isLost === true) this.#hasForgotten = this.#entries.delete(id);
    }
  }

  #lose(entry: Entry): void {
    if (!this.#drop(entry)) return;
    entry.isLost = true;
  }

  #forget(id: string, entry: Entry): void {
    this.#drop(entry);
    this.#entries.delete(id);
  }

  /** Lets go of the answer, if there is one. */
  #drop(entry: Entry): boolean {
    if (entry.frame === undefined) return false;
    this.#keptCount -= 1;
    this.#keptBytes -= sizeOf(entry.frame);
    delete entry.frame;
    return true;
  }
}

/** A text takes one byte for each character, or two as soon as one of them is not Latin. */
function sizeOf(frame: string): number {
  return frame.length * 2;
}
