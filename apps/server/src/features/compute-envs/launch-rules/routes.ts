import { LaunchRulesResponse, NoContent, UpdateLaunchRulesRequest, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import type { ComputeEnvService } from "../service.ts";
import type { LaunchRulesService } from "./service.ts";
import { toLaunchRulesResponse } from "./wire.ts";

export interface LaunchRulesRouteParts {
  readonly environments: Pick<ComputeEnvService, "get">;
  readonly launchRules: LaunchRulesService;
}

const scope = { params: Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) }), querystring: WorkspaceQuery };
const path = "/api/postern/v1/compute-envs/:computeEnvId/launch-rules";

export function registerLaunchRulesRoutes(app: HttpApp, { environments, launchRules }: LaunchRulesRouteParts): void {
  app.get(path, { schema: { summary: "What a launch may choose", ...scope, response: { 200: LaunchRulesResponse } } }, async (request) =>
    toLaunchRulesResponse(await environments.get(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.put(
    path,
    { schema: { summary: "Change what a launch may choose", ...scope, body: UpdateLaunchRulesRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await launchRules.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}
