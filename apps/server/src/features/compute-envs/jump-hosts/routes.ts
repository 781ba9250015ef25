import { JumpHostsResponse, NoContent, UpdateJumpHostsRequest, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { JumpHostService } from "./service.ts";

const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const path = "/api/postern/v1/compute-envs/:computeEnvId/jump-hosts";

/** The hosts to pass on the way to a cluster by SSH. */
export function registerJumpHostRoutes(app: HttpApp, { jumpHosts }: { readonly jumpHosts: JumpHostService }): void {
  app.get(
    path,
    { schema: { summary: "Jump hosts on the way", params, querystring: WorkspaceQuery, response: { 200: JumpHostsResponse } } },
    async (request) => {
      const { hosts, managedHosts, updatedAt } = await jumpHosts.describe(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return {
        jumpHosts: hosts.map(({ host, port, userName, credentialId }) => ({ hostName: host, port, userName, credentialsId: credentialId })),
        managedJumpHosts: managedHosts.map(({ host, port }) => ({ hostName: host, port })),
        lastUpdated: toIso(updatedAt),
      };
    },
  );

  app.put(
    path,
    {
      schema: {
        summary: "Change the jump hosts on the way",
        params,
        querystring: WorkspaceQuery,
        body: UpdateJumpHostsRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await jumpHosts.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}
