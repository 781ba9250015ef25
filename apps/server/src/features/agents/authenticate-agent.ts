import { AppError } from "@postern/domain";
import type { AuthenticateAgent } from "../../agents/index.ts";
import { tokenOf } from "../../http/authentication.ts";
import type { TokenService } from "../tokens/service.ts";

/**
 * An agent shows the personal access token of the person who started it.
 *
 * @throws auth.token_scope for one that is meant for less: an agent is sent scripts and tokens of runs.
 */
export function authenticateAgent(tokens: TokenService): AuthenticateAgent {
  return async (request) => {
    const token = tokenOf(request.headers.authorization);
    const caller = token === undefined ? undefined : await tokens.findCaller(token);
    if (token === undefined || caller?.kind !== "token") return undefined;
    const { access, boundTo, tokenId, userId } = caller;
    if (access === "full" || access === "agent") return { userId, tokenId, boundTo, isStillAllowed: tokens.watch(token) };
    throw new AppError("auth.token_scope", `The token is of the kind "${access}": no agent can be started with it.`);
  };
}
