import { NodeSetupResponse, NoContent, UpdateNodeSetupRequest, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import type { ComputeEnvService } from "../service.ts";
import type { NodeSetupService } from "./service.ts";
import { toNodeSetupResponse } from "./wire.ts";

export interface NodeSetupRouteParts {
  readonly environments: Pick<ComputeEnvService, "get">;
  readonly nodeSetups: NodeSetupService;
}

const scope = { params: Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) }), querystring: WorkspaceQuery };
const path = "/api/postern/v1/compute-envs/:computeEnvId/node-setup";

/** How the nodes of a cluster are made ready for runs. */
export function registerNodeSetupRoutes(app: HttpApp, { environments, nodeSetups }: NodeSetupRouteParts): void {
  app.get(
    path,
    { schema: { summary: "Modules, container engine, bind paths and scratch", ...scope, response: { 200: NodeSetupResponse } } },
    async (request) => toNodeSetupResponse(await environments.get(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.put(
    path,
    {
      schema: {
        summary: "Change modules, container engine, bind paths and scratch",
        ...scope,
        body: UpdateNodeSetupRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await nodeSetups.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}
