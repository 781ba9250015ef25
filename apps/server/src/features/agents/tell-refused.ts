import type { IncomingMessage } from "node:http";
import type { LiveEvent } from "@postern/contracts";
import { isAppError } from "@postern/domain";
import type { Clock, TimeMs, UserId } from "@postern/domain";
import type { AuthenticateAgent } from "../../agents/index.ts";
import { tokenOf } from "../../http/authentication.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import type { TokenService } from "../tokens/service.ts";

/** A refused agent comes again by itself: a page needs to be told now and then. */
const silenceMs = 5_000;
/** People who are remembered; beyond that the oldest may be told again too soon. */
const maxPeople = 1_000;

export interface TellRefusedParts {
  readonly tokens: Pick<TokenService, "findPerson">;
  readonly live: Pick<LiveEvents, "publish">;
  readonly clock: Clock;
}

type Why = Extract<LiveEvent, { readonly type: "agent-refused" }>["why"];

/**
 * The same answers; and the person whose token an agent showed in vain is told on their open pages. Of a token that nobody
 * has, or that was deleted, nobody can be told.
 */
export function tellRefused(authenticate: AuthenticateAgent, parts: TellRefusedParts): AuthenticateAgent {
  const toldAt = new Map<UserId, TimeMs>();
  const tell = async (request: IncomingMessage, why: Why): Promise<void> => {
    const token = tokenOf(request.headers.authorization);
    const userId = token === undefined ? undefined : await parts.tokens.findPerson(token);
    const now = parts.clock.now();
    if (userId === undefined || now - (toldAt.get(userId) ?? -silenceMs) < silenceMs) return;
    const [oldest] = toldAt.keys();
    if (oldest !== undefined && toldAt.size >= maxPeople) toldAt.delete(oldest);
    toldAt.set(userId, now);
    parts.live.publish({ userId }, { type: "agent-refused", why });
  };
  return async (request) => {
    try {
      const admitted = await authenticate(request);
      // It is a hint only: the answer to the agent does not hang on it.
      if (admitted === undefined) await unlessStorageFails(tell(request, "token_ended"));
      return admitted;
    } catch (error) {
      if (isAppError(error, "auth.token_scope")) await unlessStorageFails(tell(request, "token_kind"));
      throw error;
    }
  };
}
