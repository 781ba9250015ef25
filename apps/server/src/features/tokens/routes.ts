import { CreateAccessTokenRequest, CreateAccessTokenResponse, ListAccessTokensResponse, NoContent, TokenParams } from "@postern/contracts";
import { toTokenId } from "@postern/domain";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { TokenService } from "./service.ts";
import { toAccessToken } from "./wire.ts";

export function registerTokenRoutes(app: HttpApp, tokens: TokenService): void {
  app.get("/api/tokens", { schema: { summary: "List tokens", response: { 200: ListAccessTokensResponse } } }, async (request) => {
    const stored = await tokens.list(callerOf(request).userId);
    return { tokens: stored.map(toAccessToken) };
  });

  app.post(
    "/api/tokens",
    { schema: { summary: "Create a token", body: CreateAccessTokenRequest, response: { 200: CreateAccessTokenResponse } } },
    async (request) => {
      const maker = callerOf(request);
      const { text, token } = await tokens.create(maker.userId, request.body.name, { maker });
      return { accessKey: text, token: toAccessToken(token) };
    },
  );

  app.delete(
    "/api/tokens/delete-all",
    { schema: { summary: "Delete all tokens", response: { 204: NoContent } } },
    async (request, reply) => {
      await tokens.removeAll(callerOf(request).userId);
      return reply.code(204).send(null);
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
