import { DescribeUserResponse, NameQuery, NoContent, UpdateUserRequest, UserParams } from "@postern/contracts";
import { toUserId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf } from "../../http/caller.ts";
import type { Caller } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AccountRemovalService } from "../accounts/removal-service.ts";
import type { AgentTokenCheck } from "./agent-token-check.ts";
import type { ProfileService } from "./profile-service.ts";
import { toPlatformUser } from "./wire.ts";

export interface UserRouteParts {
  readonly profiles: ProfileService;
  readonly removals: AccountRemovalService;
  readonly agentTokens: AgentTokenCheck;
}

export function registerUserRoutes(app: HttpApp, { profiles, removals, agentTokens }: UserRouteParts): void {
  registerSelf(app, profiles, agentTokens);
  registerOne(app, { profiles, removals });
}

function registerSelf(app: HttpApp, profiles: ProfileService, agentTokens: AgentTokenCheck): void {
  const schema = { response: { 200: DescribeUserResponse } };
  const describeSelf = (request: FastifyRequest) => describe(profiles, callerOf(request), callerOf(request).userId);

  app.get("/api/user-info", { schema: { ...schema, summary: "Describe the caller" } }, describeSelf);
  // Not in the public specification. The incumbent's agent checks its token with it, reads nothing but the status, and ends for good
  // when that is not one of success.
  const errorHandler = (failure: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    void agentTokens.isGoodAllTheSame(request.headers.authorization, failure).then((isGood) => {
      if (isGood) reply.code(200).type("application/json; charset=utf-8").send("{}");
      else reply.send(failure);
    });
  };
  app.get("/api/user", { schema: { ...schema, summary: "Describe the caller" }, errorHandler }, async (request) => {
    const described = await describeSelf(request);
    agentTokens.noteGood(request.headers.authorization);
    return described;
  });

  app.get(
    "/api/users/validate",
    { schema: { summary: "Whether a user name is valid and free", querystring: NameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await profiles.checkName(request.query.name);
      return reply.code(204).send(null);
    },
  );
}

function registerOne(app: HttpApp, { profiles, removals }: Omit<UserRouteParts, "agentTokens">): void {
  const path = "/api/users/:userId";

  app.get(path, { schema: { summary: "Describe a user", params: UserParams, response: { 200: DescribeUserResponse } } }, (request) =>
    describe(profiles, callerOf(request), toUserId(request.params.userId)),
  );

  app.post(
    path,
    { schema: { summary: "Change a user", params: UserParams, body: UpdateUserRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await profiles.update(callerOf(request), toUserId(request.params.userId), request.body);
      return reply.code(204).send(null);
    },
  );

  app.delete(path, { schema: { summary: "Remove a user", params: UserParams, response: { 204: NoContent } } }, async (request, reply) => {
    await removals.remove(callerOf(request), toUserId(request.params.userId));
    return reply.code(204).send(null);
  });
}

async function describe(profiles: ProfileService, caller: Caller, id: UserId) {
  const { user, defaultWorkspaceId } = await profiles.describe(caller, id);
  return { user: toPlatformUser(user), needConsent: false, defaultWorkspaceId };
}
