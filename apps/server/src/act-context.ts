import { AsyncLocalStorage } from "node:async_hooks";
import type { TokenId } from "@postern/domain";

/** Through what somebody acts. */
export interface Client {
  /** `server`: what happens by itself, by a clock or because something else ended. */
  readonly kind: "http" | "agent" | "command-line" | "server";
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly tokenId: TokenId | null;
}

/** What is known of an act besides who acts: where it came from, and what belongs together. */
export interface ActContext {
  readonly client: Client;
  /** The same for everything that one request sets off; null where nothing was asked for. */
  readonly correlationId: string | null;
}

/** The context of what runs now, found from anywhere below the request, the socket or the command that set it off. */
export class ActContexts {
  readonly #storage = new AsyncLocalStorage<ActContext>();
  readonly #otherwise: ActContext;

  /** `otherwise`: what acts where nobody asked. */
  constructor(otherwise: ActContext = actsBy("server")) {
    this.#otherwise = otherwise;
  }

  get current(): ActContext {
    return this.#storage.getStore() ?? this.#otherwise;
  }

  /** Everything that `act` calls, awaits or leaves running has this context. */
  run<Result>(context: ActContext, act: () => Result): Result {
    return this.#storage.run(context, act);
  }
}

/** For acts that no socket asks for. */
export function actsBy(kind: "server" | "command-line", correlationId: string | null = null): ActContext {
  return { client: { kind, address: null, userAgent: null, tokenId: null }, correlationId };
}
