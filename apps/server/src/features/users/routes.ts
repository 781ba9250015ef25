import { DescribeUserResponse } from "@postern/contracts";
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
}
