import { CreateAccessTokenRequest, CreateAccessTokenResponse, ListAccessTokensResponse, NoContent, TokenParams } from "@postern/contracts";
import type { AccessToken } from "@postern/contracts";
import { toTokenId } from "@postern/domain";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { toIso, toIsoOrNull } from "../../http/iso-time.ts";
import type { TokenService } from "./service.ts";
import type { StoredToken } from "./store.ts";

export function registerTokenRoutes(app: HttpApp, tokens: TokenService): void {
  app.get("/api/tokens", { schema: { summary: "List tokens", response: { 200: ListAccessTokensResponse } } }, async (request) => {
    const stored = await tokens.list(callerOf(request).userId);
    return { tokens: stored.map(toAccessToken) };
  });

  app.post(
    "/api/tokens",
    { schema: { summary: "Create a token", body: CreateAccessTokenRequest, response: { 200: CreateAccessTokenResponse } } },
    async (request) => {
      const { text, token } = await tokens.create(callerOf(request).userId, request.body.name);
      return { accessKey: text, token: toAccessToken(token) };
    },
  );

  app.delete(
    "/api/tokens/:tokenId",
    {
      schema: {
        summary: "Delete a token",
        params: TokenParams,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await tokens.remove(callerOf(request).userId, toTokenId(request.params.tokenId));
      return reply.code(204).send(null);
    },
  );
}

function toAccessToken(token: StoredToken): AccessToken {
  return { id: token.id, name: token.name, dateCreated: toIso(token.created_at), lastUsed: toIsoOrNull(token.last_used_at) };
}
