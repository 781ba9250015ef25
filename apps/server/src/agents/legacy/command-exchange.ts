import type { LegacyAgentMessage, LegacyServerMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";

import type { LegacySettings } from "./legacy-settings.ts";

export interface CommandExchangeParts {
  readonly clock: Clock;
  readonly settings: Pick<LegacySettings, "answerSlackMs">;
  /** Throws an `AppError` when nothing was sent. */
  readonly send: (message: LegacyServerMessage) => void;
}

interface Asked {
  readonly id: string;
  readonly sentAt: TimeMs;
  readonly resolve: (output: Uint8Array) => void;
  readonly reject: (error: AppError) => void;
  /** Ends the timer. */
  readonly settled: AbortController;
}

/**
 * One command after the other: the agent does them in the handler of its messages, and hears nothing while it does.
 *
 * A command that is not answered in time is lost, and the agent is taken to be stuck in it until it answers after all. That answer
 * goes to nobody. Meanwhile nothing is sent.
 */
export class CommandExchange {
  readonly #parts: CommandExchangeParts;
  #asked: Asked | undefined;
  #stuckIn: { readonly id: string; readonly since: TimeMs } | undefined;
  #count = 0;
  #isEnded = false;

  constructor(parts: CommandExchangeParts) {
    this.#parts = parts;
  }

  /** Since when a command is under way that may still be answered in time. */
  get busySince(): TimeMs | undefined {
    return this.#asked?.sentAt;
  }

  /** Since when a command is under way that should have ended. */
  get stuckSince(): TimeMs | undefined {
    return this.#stuckIn?.since;
  }

  /**
   * Everything that the command printed. Call it again only when the one before has settled. A limit that has passed a moment ago
   * leaves what is left of the time in which an answer is awaited.
   *
   * @throws agent.offline, agent.busy when nothing was sent; agent.gone when no answer came, or none could be awaited.
   */
  ask(command: string, timeoutMs: number): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const { clock, send } = this.#parts;
    try {
      this.#refuse();
      const awaitedMs = timeoutMs + this.#parts.settings.answerSlackMs;
      if (awaitedMs < 1) throw late("no time was left");
      this.#count += 1;
      const id = String(this.#count);
      send({ type: "command-request", id, command });
      const asked: Asked = { id, sentAt: clock.now(), resolve, reject, settled: new AbortController() };
      this.#asked = asked;
      void this.#expire(asked, awaitedMs);
    } catch (error) {
      reject(error);
    }
    return promise;
  }

  /** Whether somebody waited for this answer. */
  answer({ id, result }: Extract<LegacyAgentMessage, { readonly type: "command-response" }>): boolean {
    if (this.#stuckIn?.id === id) this.#stuckIn = undefined;
    const asked = this.#asked;
    if (asked?.id !== id) return false;
    this.#asked = undefined;
    asked.settled.abort();
    asked.resolve(result);
    return true;
  }

  /** The connection ended: what was sent may have happened. */
  end(): void {
    this.#isEnded = true;
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.settled.abort();
    asked?.reject(new AppError("agent.gone", "The connection to the agent broke while its answer was awaited."));
  }

  #refuse(): void {
    if (this.#isEnded) throw new AppError("agent.offline", "The agent is not connected.");
    if (this.#asked === undefined && this.#stuckIn === undefined) return;
    throw new AppError("agent.busy", "The agent hangs in a command that does not end; nothing was sent to it.");
  }

  async #expire(asked: Asked, afterMs: number): Promise<void> {
    const { clock } = this.#parts;
    await clock.sleep(afterMs, asked.settled.signal);
    if (this.#asked !== asked) return;
    this.#asked = undefined;
    this.#stuckIn = { id: asked.id, since: clock.now() };
    asked.reject(late(`command ${asked.id}`));
  }
}

function late(detail: string): AppError {
  return new AppError("agent.gone", "The agent did not answer in time.", { detail });
}
