import {
  CredentialUsageQuery,
  NoContent,
  SecretVariablesResponse,
  SecretVariablesUsageResponse,
  UpdateSecretVariablesRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { SecretVariableService } from "./service.ts";

const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const path = "/api/postern/v1/compute-envs/:computeEnvId/secret-variables";
const pageSize = 25;
const scope = { params, querystring: WorkspaceQuery };

/** Variables of an environment whose values are sealed: named, and never answered. */
export function registerSecretVariableRoutes(app: HttpApp, { secretVariables }: { readonly secretVariables: SecretVariableService }): void {
  app.get(
    path,
    { schema: { summary: "Names of secret variables", ...scope, response: { 200: SecretVariablesResponse } } },
    async (request) => {
      const { variables, updatedAt } = await secretVariables.describe(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return { variables: [...variables], lastUpdated: toIso(updatedAt) };
    },
  );

  app.get(
    `${path}/usage`,
    {
      schema: {
        summary: "When secret variables were opened, for whom and for what",
        params,
        querystring: Type.Intersect([WorkspaceQuery, CredentialUsageQuery]),
        response: { 200: SecretVariablesUsageResponse },
      },
    },
    (request) => {
      const { max = pageSize, cursor } = request.query;
      return secretVariables.listUsage(actorOf(request), toComputeEnvId(request.params.computeEnvId), { max, cursor });
    },
  );

  app.put(
    path,
    { schema: { summary: "Set secret variables", ...scope, body: UpdateSecretVariablesRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await secretVariables.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}
