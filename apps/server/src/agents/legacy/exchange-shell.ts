import { legacyLimits } from "@postern/agent-protocol";
import { parsePiece, splitScript } from "@postern/transport/shell";
import type { ShellPort, ShellScript } from "@postern/transport/shell";

import type { CommandExchange } from "./command-exchange.ts";

/** What stands around a piece of a script in the command that carries it. */
const roomAround = 2 * 1024;
/** Each writes to a local disk. */
const pieceTimeoutMs = 30_000;

/** The shell behind the incumbent's agent: a command is one argument of `sh -c`, so a longer script travels in several. */
export class ExchangeShell implements ShellPort {
  readonly #exchange: CommandExchange;
  readonly #newToken: () => string;

  constructor(exchange: CommandExchange, newToken: () => string) {
    this.#exchange = exchange;
    this.#newToken = newToken;
  }

  async run(script: ShellScript, timeoutMs: number): Promise<Uint8Array> {
    if (script.text.length + roomAround <= legacyLimits.maxCommandChars) return this.#ask(script, timeoutMs);
    const token = this.#newToken();
    const { pieces, last } = splitScript(script, { token, maxChars: legacyLimits.maxCommandChars - roomAround });
    for (const piece of pieces) parsePiece(await this.#ask(piece, pieceTimeoutMs), token);
    return this.#ask(last, timeoutMs);
  }

  #ask({ text, call }: ShellScript, timeoutMs: number): Promise<Uint8Array> {
    return this.#exchange.ask([text, call].join("\n"), timeoutMs);
  }
}
