import type { IncomingMessage } from "node:http";
import { isAppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";
import type { ActContexts } from "../../act-context.ts";
import type { AddressOf, AuthenticateAgent } from "../../agents/index.ts";
import type { AuditService } from "../audit/service.ts";

/** An agent with a bad token comes again and again, and so may anybody: one entry tells it. */
const silenceMs = 15 * 60_000;
/** Addresses that are remembered; when there are more, so many strangers knock that single ones tell nothing. */
const maxAddresses = 200;
const maxUserAgentLength = 255;

export interface RefusalParts {
  readonly audit: AuditService;
  readonly contexts: ActContexts;
  readonly clock: Clock;
  readonly addressOf: AddressOf;
}

/** The same answers, with those who are turned away recorded: once in a while for each address. */
export function recordRefusals(authenticate: AuthenticateAgent, parts: RefusalParts): AuthenticateAgent {
  const refusals = new AgentRefusals(parts);
  return async (request) => {
    try {
      const identity = await authenticate(request);
      if (identity === undefined) await refusals.note(request, "the token is unknown or expired");
      return identity;
    } catch (error) {
      if (isAppError(error) && (error.kind === "forbidden" || error.kind === "unauthenticated"))
        await refusals.note(request, error.message);
      throw error;
    }
  };
}

class AgentRefusals {
  readonly #parts: RefusalParts;
  readonly #notedAt = new Map<string, TimeMs>();

  constructor(parts: RefusalParts) {
    this.#parts = parts;
  }

  async note(request: IncomingMessage, reason: string): Promise<void> {
    const { addressOf, audit, contexts } = this.#parts;
    const address = addressOf(request);
    if (!this.#isNews(address)) return;
    const userAgent = request.headers["user-agent"]?.slice(0, maxUserAgentLength) ?? null;
    const client = { kind: "agent", address, userAgent, tokenId: null } as const;
    await contexts.run({ client, correlationId: null }, () =>
      audit.recordAlone({ actor: null, action: "agent.refuse", targetKind: "agent", targetId: "unknown", detail: { reason } }),
    );
  }

  #isNews(address: string): boolean {
    const now = this.#parts.clock.now();
    for (const [known, at] of this.#notedAt) if (now - at >= silenceMs) this.#notedAt.delete(known);
    if (this.#notedAt.has(address) || this.#notedAt.size >= maxAddresses) return false;
    this.#notedAt.set(address, now);
    return true;
  }
}
