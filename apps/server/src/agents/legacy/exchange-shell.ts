import { legacyLimits } from "@postern/agent-protocol";
import type { Clock, TimeMs } from "@postern/domain";
import { parsePiece, splitScript } from "@postern/transport/shell";
import type { ShellPort, ShellScript } from "@postern/transport/shell";

import type { CommandExchange } from "./command-exchange.ts";

/** What stands around a piece of a script in the command that carries it. */
const roomAround = 2 * 1024;
/** Each writes to a local disk. */
const pieceTimeoutMs = 30_000;

export interface ExchangeShellParts {
  readonly exchange: CommandExchange;
  readonly newToken: () => string;
  readonly clock: Clock;
  /** For all scripts together, from now on. */
  readonly timeoutMs: number;
}

/**
 * The shell behind the incumbent's agent, for one operation: a command is one argument of `sh -c`, so a longer script travels in several.
 * However many commands that takes, they have one deadline together.
 */
export class ExchangeShell implements ShellPort {
  readonly #parts: ExchangeShellParts;
  readonly #deadline: TimeMs;

  constructor(parts: ExchangeShellParts) {
    this.#parts = parts;
    this.#deadline = parts.clock.now() + parts.timeoutMs;
  }

  async run(script: ShellScript, timeoutMs: number): Promise<Uint8Array> {
    if (script.text.length + roomAround <= legacyLimits.maxCommandChars) return this.#ask(script, timeoutMs);
    const token = this.#parts.newToken();
    const { pieces, last } = splitScript(script, { token, maxChars: legacyLimits.maxCommandChars - roomAround });
    for (const piece of pieces) parsePiece(await this.#ask(piece, pieceTimeoutMs), token);
    return this.#ask(last, timeoutMs);
  }

  #ask({ text, call }: ShellScript, timeoutMs: number): Promise<Uint8Array> {
    const { clock, exchange } = this.#parts;
    return exchange.ask([text, call].join("\n"), Math.min(timeoutMs, this.#deadline - clock.now()));
  }
}
