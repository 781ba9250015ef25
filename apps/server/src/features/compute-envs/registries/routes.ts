import { NoContent, RegistriesResponse, UpdateRegistriesRequest, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { RegistryService } from "./service.ts";

const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const path = "/api/postern/v1/compute-envs/:computeEnvId/registries";

/** The credentials of container registries that launches bring along. */
export function registerRegistryRoutes(app: HttpApp, { registries }: { readonly registries: RegistryService }): void {
  app.get(
    path,
    { schema: { summary: "Container registries of launches", params, querystring: WorkspaceQuery, response: { 200: RegistriesResponse } } },
    async (request) => {
      const { chosen, updatedAt } = await registries.describe(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return {
        registries: chosen.map(({ credentialId, name, host }) => ({ credentialsId: credentialId, name, registry: host })),
        lastUpdated: toIso(updatedAt),
      };
    },
  );

  app.put(
    path,
    {
      schema: {
        summary: "Choose the container registries of launches",
        params,
        querystring: WorkspaceQuery,
        body: UpdateRegistriesRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await registries.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}
