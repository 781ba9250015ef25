import {
  CreatePersonalTokenRequest,
  ListPersonalTokensResponse,
  PersonalTokenSecretResponse,
  RotateTokenRequest,
  TokenParams,
} from "@postern/contracts";
import { toTokenId, toWorkspaceId } from "@postern/domain";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { dayMs } from "./lifetime.ts";
import { defaultOverlapMs } from "./service.ts";
import type { NewText, TokenService } from "./service.ts";
import { toPersonalToken } from "./wire.ts";

const path = "/api/postern/v1/tokens";
const hourMs = 3_600_000;

/** What the public API has no words for: kinds, bounds, ends and rotation. */
export function registerOwnTokenRoutes(app: HttpApp, tokens: TokenService): void {
  const show = async ({ text, token }: NewText) => ({ accessKey: text, token: toPersonalToken(await tokens.describe(token)) });

  app.get(path, { schema: { summary: "List your tokens", response: { 200: ListPersonalTokensResponse } } }, async (request) => {
    const described = await tokens.describeAll(callerOf(request).userId);
    return { tokens: described.map(toPersonalToken), maxDays: tokens.maxLifeMs === null ? null : tokens.maxLifeMs / dayMs };
  });

  app.post(
    path,
    { schema: { summary: "Make a token", body: CreatePersonalTokenRequest, response: { 200: PersonalTokenSecretResponse } } },
    async (request) => {
      const { name, access, expiresAt, workspaceIds } = request.body;
      const maker = callerOf(request);
      const bounds = workspaceIds?.map(toWorkspaceId) ?? null;
      return show(await tokens.create(maker.userId, name, { access, expiresAt: toTime(expiresAt), workspaceIds: bounds, maker }));
    },
  );

  app.post(
    `${path}/:tokenId/rotate`,
    {
      schema: { summary: "Rotate a token", params: TokenParams, body: RotateTokenRequest, response: { 200: PersonalTokenSecretResponse } },
    },
    async (request) => {
      const { overlapHours, expiresAt } = request.body;
      const maker = callerOf(request);
      const overlapMs = overlapHours === undefined ? defaultOverlapMs : overlapHours * hourMs;
      return show(await tokens.rotate(maker.userId, toTokenId(request.params.tokenId), { overlapMs, expiresAt: toTime(expiresAt), maker }));
    },
  );
}

function toTime(instant: string | null | undefined): number | null | undefined {
  return typeof instant === "string" ? Date.parse(instant) : instant;
}
