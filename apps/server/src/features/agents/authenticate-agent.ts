import type { AuthenticateAgent } from "../../agents/index.ts";
import { tokenOf } from "../../http/authentication.ts";
import type { TokenService } from "../tokens/service.ts";

/** An agent shows the personal access token of the person who started it. */
export function authenticateAgent(tokens: TokenService): AuthenticateAgent {
  return async (request) => {
    const token = tokenOf(request.headers.authorization);
    const caller = token === undefined ? undefined : await tokens.findCaller(token);
    return caller?.kind === "token" ? { userId: caller.userId, tokenId: caller.tokenId } : undefined;
  };
}
