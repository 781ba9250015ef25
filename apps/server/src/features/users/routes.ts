import { DescribeUserResponse, ListWorkspacesAndOrgResponse, UserParams } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { FastifyRequest } from "fastify";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { UserService } from "./service.ts";
import { toPlatformUser } from "./wire.ts";

export function registerUserRoutes(app: HttpApp, users: UserService): void {
  const describe = async (request: FastifyRequest) => {
    const user = await users.getUser(callerOf(request).userId);
    return { user: toPlatformUser(user), needConsent: false, defaultWorkspaceId: user.default_workspace_id };
  };
  const schema = { response: { 200: DescribeUserResponse } };

  app.get("/api/user-info", { schema: { ...schema, summary: "Describe the caller" } }, describe);
  // Not in the public specification; the existing agent checks its token with it.
  app.get("/api/user", { schema: { ...schema, summary: "Describe the caller" } }, describe);

  app.get(
    "/api/user/:userId/workspaces",
    {
      schema: {
        summary: "List organizations and workspaces of the caller",
        params: UserParams,
        response: { 200: ListWorkspacesAndOrgResponse },
      },
    },
    async (request) => {
      if (callerOf(request).userId !== request.params.userId) {
        throw new AppError("auth.forbidden", "You may list your own workspaces only.");
      }
      return { orgsAndWorkspaces: [] };
    },
  );
}
